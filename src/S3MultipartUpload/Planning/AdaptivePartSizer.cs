namespace S3MultipartUpload.Planning;

internal sealed class AdaptivePartSizer(long preferredPartSize) : IPartSizer
{
    public long GetPartSize(int partNumber, long? length, ServiceLimits limits) =>
        Math.Min(Math.Max(Math.Max(preferredPartSize, limits.MinPartSize), SmallestFor(length ?? 0, limits)), limits.MaxPartSize);

    /// <summary>The smallest whole number of MiB that carries the length in the allowed number of parts.</summary>
    private static long SmallestFor(long length, ServiceLimits limits) =>
        CeilingDivide(CeilingDivide(length, limits.MaxParts), ServiceLimits.MiB) * ServiceLimits.MiB;

    private static long CeilingDivide(long value, long divisor) => (value / divisor) + (value % divisor == 0 ? 0 : 1);
}
