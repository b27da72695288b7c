using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>The checksum of every part: --checksum.</summary>
internal sealed class ChecksumArgument : Option<PartChecksumAlgorithm>
{
    private static readonly string Names =
        string.Join(", ", Enum.GetNames<PartChecksumAlgorithm>().Select(name => name.ToLowerInvariant()));

    public ChecksumArgument()
        : base("--checksum")
    {
        Description = $"The checksum that goes with every part: {Names}.";
        HelpName = "NAME";
        DefaultValueFactory = _ => PartChecksumAlgorithm.Crc32;
        CustomParser = Parse;
    }

    private static PartChecksumAlgorithm Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text.All(char.IsAsciiLetterOrDigit) && !char.IsAsciiDigit(text.FirstOrDefault('0'))
            && Enum.TryParse(text, ignoreCase: true, out PartChecksumAlgorithm algorithm))
        {
            return algorithm;
        }

        result.AddError($"--checksum: '{text}' is none of {Names}.");
        return PartChecksumAlgorithm.Crc32;
    }
}
