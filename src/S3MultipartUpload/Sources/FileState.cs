using System.Buffers.Binary;
using System.Globalization;

namespace S3MultipartUpload.Sources;

/// <summary>The fields of a <see cref="FileIdentity"/>, in hexadecimal digits.</summary>
/// <param name="FileSystem">The number of the file system, which another machine may know by another.</param>
/// <param name="Number">The number of the file there.</param>
/// <param name="Created">When it came into being; zeros where the file system does not know.</param>
/// <param name="Changed">When it was changed last, its content or what is known of it.</param>
internal sealed record FileState(string FileSystem, string Number, string Created, string Changed)
{
    private const int NanosecondsPerTick = 100;

    private static readonly int[] OfLinux = [16, 16, 24, 24];
    private static readonly int[] OfWindows = [16, 32, 16, 16];

    public DateTime ChangedAt => TimeOf(Changed) ?? throw new InvalidOperationException("Such a time is not let in.");

    /// <returns>The fields; null where the text is not the identity of a file, or of one whose times are impossible.</returns>
    public static FileState? Parse(string? identity)
    {
        string[] fields = identity?.Split('-') ?? [];
        int[] lengths = [.. fields.Select(field => field.Length)];
        return (lengths.AsSpan().SequenceEqual(OfLinux) || lengths.AsSpan().SequenceEqual(OfWindows))
            && fields.All(field => field.All(char.IsAsciiHexDigitLower))
            && TimeOf(fields[3]) is not null ? new(fields[0], fields[1], fields[2], fields[3]) : null;
    }

    /// <summary>
    /// What differs, in words. Machines may know one file system by different numbers; but the same number is the same file system, or so
    /// it is taken to be. What Linux tells and what Windows tells cannot be compared.
    /// </summary>
    public IEnumerable<string> DifferencesTo(FileState now)
    {
        if (Changed.Length != now.Changed.Length)
        {
            yield break;
        }

        if (FileSystem == now.FileSystem && Number != now.Number)
        {
            yield return "it is another file, put in its place";
        }
        else if (FileSystem == now.FileSystem && Created != now.Created && IsKnown(Created) && IsKnown(now.Created))
        {
            yield return "it is another file, which came into being at another time";
        }

        if (Changed != now.Changed)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"its content, name, links or rights were last changed at {ChangedAt:O} then, and at {now.ChangedAt:O} now");
        }
    }

    public override string ToString() => $"{FileSystem}-{Number}-{Created}-{Changed}";

    private static bool IsKnown(string time) => time.AsSpan().ContainsAnyExcept('0');

    private static DateTime? TimeOf(string field)
    {
        byte[] bytes = Convert.FromHexString(field);
        long value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        try
        {
            return bytes.Length == sizeof(long) ? DateTime.FromFileTimeUtc(value) : DateTime.UnixEpoch.AddSeconds(value).AddTicks(
                BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(long))) / NanosecondsPerTick);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
