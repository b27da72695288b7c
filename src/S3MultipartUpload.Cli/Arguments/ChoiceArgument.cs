using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>An option with one of a few values, which the shell can complete.</summary>
/// <typeparam name="T">What is chosen; its default stands for an option that is not given.</typeparam>
internal class ChoiceArgument<T> : Option<T?>
{
    private readonly IReadOnlyDictionary<string, T> _choices;

    /// <param name="name">The option.</param>
    /// <param name="description">What it does; the values are put behind it.</param>
    /// <param name="helpName">What stands for the value in the help.</param>
    /// <param name="choices">The values by their names.</param>
    public ChoiceArgument(string name, string description, string helpName, IReadOnlyDictionary<string, T> choices)
        : base(name)
    {
        _choices = choices.ToDictionary(StringComparer.OrdinalIgnoreCase);
        Description = $"{description}: {Names}.";
        HelpName = helpName;
        CustomParser = Parse;
        CompletionSources.Add([.. choices.Keys]);
    }

    private string Names => string.Join(", ", _choices.Keys);

    private T? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!_choices.TryGetValue(text, out T? choice))
        {
            result.AddError($"{Name}: '{text}' is none of {Names}.");
        }

        return choice;
    }
}
