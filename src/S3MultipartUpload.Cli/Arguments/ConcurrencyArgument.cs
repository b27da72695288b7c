using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How many parts go up at the same time: --concurrency.</summary>
internal sealed class ConcurrencyArgument : Option<int>
{
    public const int Default = 10;
    private const int Most = 1_000;

    public ConcurrencyArgument()
        : base("--concurrency")
    {
        Description = $"How many parts are sent at the same time: 1 to {Most}.";
        HelpName = "N";
        DefaultValueFactory = _ => Default;
        CustomParser = Parse;
    }

    private static int Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= Most)
        {
            return number;
        }

        result.AddError($"--concurrency: '{text}' is not a whole number from 1 to {Most}.");
        return Default;
    }
}
