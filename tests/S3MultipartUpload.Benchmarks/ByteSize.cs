using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace S3MultipartUpload.Benchmarks;

/// <summary>Reads and writes sizes in powers of 1,024.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["", "KiB", "MiB", "GiB"];

    public static long Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        int power = Array.FindLastIndex(Units, unit => text.EndsWith(unit, StringComparison.OrdinalIgnoreCase));
        if (long.TryParse(text[..^Units[power].Length], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && count > 0 && count <= long.MaxValue >> (10 * power))
        {
            return count << (10 * power);
        }

        result.AddError($"'{text}' is not a size: give bytes, or a whole number with KiB, MiB or GiB.");
        return 0;
    }

    /// <summary>In the largest unit that leaves a whole number.</summary>
    public static string Format(long bytes)
    {
        int power = Math.Min(BitOperations.TrailingZeroCount(bytes) / 10, Units.Length - 1);
        return $"{bytes >> (10 * power)} {(power == 0 ? "bytes" : Units[power])}";
    }
}
