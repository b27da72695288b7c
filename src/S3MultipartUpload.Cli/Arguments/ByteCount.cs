using System.Globalization;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Reads a size. MB and the like are not read: some take them for powers of 1,000, some of 1,024.</summary>
internal static class ByteCount
{
    private const string Units = "KMGT";

    public static bool TryParse(string text, out long bytes)
    {
        string number = text.EndsWith("iB", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        int power = number.Length == 0 ? 0 : Units.IndexOf(char.ToUpperInvariant(number[^1]), StringComparison.Ordinal) + 1;
        bool hasUnit = power > 0 || number.Length == text.Length;
        bytes = 0;
        if (!hasUnit || !long.TryParse(number[..^Math.Min(power, 1)], NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        long unit = 1L << (10 * power);
        bool fits = count <= long.MaxValue / unit;
        bytes = fits ? count * unit : 0;
        return fits;
    }
}
