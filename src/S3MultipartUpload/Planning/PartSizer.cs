using S3MultipartUpload.Planning;

namespace S3MultipartUpload;

/// <summary>The part sizers that come with the library.</summary>
public static class PartSizer
{
    /// <summary>The part size that <see cref="Adaptive"/> and <see cref="Growing"/> start from, in bytes: 16 MiB.</summary>
    public const long DefaultPartSize = 16 * ServiceLimits.MiB;

    private const long DefaultLargestPartSize = 100 * ServiceLimits.MiB;

    /// <summary>
    /// Equal parts of the preferred size, larger only where the object would otherwise need more parts than the store allows.
    /// A source of unknown length gets parts of the preferred size.
    /// </summary>
    /// <param name="preferredPartSize">The preferred part size in bytes. Default: 16 MiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public static IPartSizer Adaptive(long preferredPartSize = DefaultPartSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(preferredPartSize);
        return new AdaptivePartSizer(preferredPartSize);
    }

    /// <summary>Equal parts of one size, whatever the source.</summary>
    /// <param name="partSize">The part size in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public static IPartSizer Fixed(long partSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partSize);
        return new FixedPartSizer(partSize);
    }

    /// <summary>
    /// Like <see cref="Adaptive"/>, but the parts of a source of unknown length double in size after every tenth of the part
    /// numbers, so that it may hold several times as much. Not for stores that ask for equal parts (Cloudflare R2).
    /// </summary>
    /// <param name="firstPartSize">The size of the first parts in bytes. Default: 16 MiB.</param>
    /// <param name="largestPartSize">The size in bytes that the parts do not outgrow. Default: 100 MiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the first exceeds the largest.</exception>
    public static IPartSizer Growing(long firstPartSize = DefaultPartSize, long largestPartSize = DefaultLargestPartSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(firstPartSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(largestPartSize, firstPartSize);
        return new GrowingPartSizer(firstPartSize, largestPartSize);
    }
}
