using System.Globalization;

namespace S3MultipartUpload.Configuration;

/// <summary>Reads a size. MB and the like are not read: some take them for powers of 1,000, some of 1,024.</summary>
internal static class ByteCount
{
    private static readonly string[] Units = ["", "KiB", "MiB", "GiB", "TiB"];

    /// <exception cref="FormatException">It is no size, or one beyond all.</exception>
    public static long Parse(string text)
    {
        string number = text.TrimEnd([.. "KMGTiBkmgtIb"]);
        int power = Array.FindIndex(Units, unit => unit.Equals(text[number.Length..], StringComparison.OrdinalIgnoreCase));
        bool isNumber = long.TryParse(number, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long count);
        return power >= 0 && isNumber && count <= long.MaxValue >> (10 * power)
            ? count << (10 * power)
            : throw new FormatException("no number of bytes, nor a size such as 16MiB (KiB, MiB, GiB or TiB)");
    }
}
