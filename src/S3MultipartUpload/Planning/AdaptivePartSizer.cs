namespace S3MultipartUpload.Planning;

internal sealed class AdaptivePartSizer(long preferredPartSize) : IPartSizer
{
    public long GetPartSize(int partNumber, long? length, ServiceLimits limits)
    {
        long size = Math.Max(preferredPartSize, limits.MinPartSize);
        long needed = CeilingDivide(length ?? 0, limits.MaxParts);
        return Math.Min(needed <= size ? size : InWholeMiB(needed), limits.MaxPartSize);
    }

    private static long InWholeMiB(long size) => CeilingDivide(size, ServiceLimits.MiB) * ServiceLimits.MiB;

    private static long CeilingDivide(long value, long divisor) => (value / divisor) + (value % divisor == 0 ? 0 : 1);
}
