namespace S3MultipartUpload.Parts;

/// <summary>The memory of one part.</summary>
/// <param name="size">The most that the part may come to hold.</param>
/// <param name="age">Less than that of every part that began after it.</param>
internal sealed class MemoryClaim(long size, long age)
{
    /// <summary>What counts as the beginning of a part. Small objects are no more than that.</summary>
    public const int BeginningSize = 16 * 1024;

    public long Size => size;

    public long Age => age;

    /// <summary>What it holds now.</summary>
    public long Held { get; set; }

    public long Beginning => Math.Min(Held, BeginningSize);

    /// <summary>What it may still ask for.</summary>
    public long Missing => Size - Held;
}
