using System.Globalization;

namespace S3MultipartUpload.Options;

/// <summary>The least and the most that an option may be.</summary>
internal static class Bounds
{
    /// <returns>What is wrong with the value; null where it lies between the two, or is one of them.</returns>
    public static string? ProblemOf<T>(string name, T value, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        return value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? null
            : $"{name} ({Text(value)}) must lie between {Text(least)} and {Text(most)}.";

        static string Text(T number) => number.ToString(number is TimeSpan ? null : "N0", CultureInfo.CurrentCulture);
    }
}
