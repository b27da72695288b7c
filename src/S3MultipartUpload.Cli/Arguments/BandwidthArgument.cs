using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How fast it may be: --bandwidth.</summary>
internal sealed class BandwidthArgument : Option<long?>
{
    private const long Least = 1_024;
    private const string PerSecond = "/s";

    public BandwidthArgument()
        : base("--bandwidth")
    {
        Description = $"The most that is sent in a second: {SizeArgument.Forms}. At least 1K. Default: no limit.";
        HelpName = "SIZE";
        CustomParser = Parse;
    }

    public BandwidthLimit Read(ParseResult arguments) => new() { MaxBytesPerSecond = arguments.GetValue(this) };

    private static long? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string size = text.EndsWith(PerSecond, StringComparison.Ordinal) ? text[..^PerSecond.Length] : text;
        if (SizeArgument.TryParse(size, out long bytes) && bytes >= Least)
        {
            return bytes;
        }

        result.AddError($"--bandwidth: '{text}' is not a size of at least 1K: give {SizeArgument.Forms}.");
        return null;
    }
}
