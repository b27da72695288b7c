namespace S3MultipartUpload;

/// <summary>How many parts, and small objects that are sent whole, are sent at one time.</summary>
public sealed record UploadConcurrency
{
    private const int UsualParts = 10;

    private UploadConcurrency(int initial, bool isAdaptive) => (Initial, IsAdaptive) = (initial, isAdaptive);

    /// <summary>How many at first.</summary>
    public int Initial { get; }

    /// <summary>Whether the number follows what the line takes.</summary>
    public bool IsAdaptive { get; }

    /// <summary>
    /// As many as the line takes: more while more connections carry more, fewer where fewer carry as much, half when the store asks for
    /// less (SlowDown, or another 503 or 429). An upload that is over within a second or two has the number that was found before it.
    /// </summary>
    /// <param name="initial">How many at first. Default: 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public static UploadConcurrency Adaptive(int initial = UsualParts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(initial, 1);
        return new UploadConcurrency(initial, isAdaptive: true);
    }

    /// <summary>Always the same number.</summary>
    /// <param name="parts">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public static UploadConcurrency Fixed(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        return new UploadConcurrency(parts, isAdaptive: false);
    }

    /// <inheritdoc/>
    public override string ToString() => IsAdaptive ? $"adaptive, from {Initial}" : $"{Initial}";
}
