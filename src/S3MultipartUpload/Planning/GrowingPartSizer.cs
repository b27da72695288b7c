namespace S3MultipartUpload.Planning;

internal sealed class GrowingPartSizer(long firstPartSize, long largestPartSize) : IPartSizer
{
    private readonly AdaptivePartSizer _known = new(firstPartSize);

    public long GetPartSize(int partNumber, long? length, ServiceLimits limits)
    {
        if (length is not null)
        {
            return _known.GetPartSize(partNumber, length, limits);
        }

        long size = firstPartSize;
        int step = Math.Max(1, limits.MaxParts / 10);
        for (int number = partNumber; number > step && size < largestPartSize; number -= step)
        {
            size = size > largestPartSize / 2 ? largestPartSize : size * 2;
        }

        return size;
    }
}
