using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>An option that may be given several times, each time a name with a value: name=value.</summary>
internal sealed class PairsArgument : Option<IReadOnlyDictionary<string, string>>
{
    public PairsArgument(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "NAME=VALUE";
        Arity = ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = false;
        DefaultValueFactory = _ => new Dictionary<string, string>();
        CustomParser = Parse;
    }

    private Dictionary<string, string> Parse(ArgumentResult result)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            string[] pair = text.Split('=', count: 2);
            if (pair is not [{ Length: > 0 }, _])
            {
                result.AddError($"{Name}: '{text}' is not NAME=VALUE.");
            }
            else if (!pairs.TryAdd(pair[0], pair[1]))
            {
                result.AddError($"{Name}: '{pair[0]}' is given twice.");
            }
        }

        return pairs;
    }
}
