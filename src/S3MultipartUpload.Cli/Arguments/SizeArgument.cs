using System.Globalization;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Reads a size as people write it: bytes, or with K, M, G or T, which are powers of 1,024 as in AWS's own command line.</summary>
internal static partial class SizeArgument
{
    public const string Forms = "bytes, or a whole number with K, M, G or T, KB or KiB and so on (powers of 1,024)";
    private const string Units = "KMGT";

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        Match match = Size().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        string letter = match.Groups["unit"].Value.ToUpperInvariant();
        long unit = 1L << (10 * (letter.Length == 0 ? 0 : Units.IndexOf(letter, StringComparison.Ordinal) + 1));
        bool fits = count <= long.MaxValue / unit;
        bytes = fits ? count * unit : 0;
        return fits;
    }

    [GeneratedRegex(@"^(?<count>[0-9]+)((?<unit>[KMGTkmgt])([iI]?[bB])?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Size();
}
