namespace S3MultipartUpload;

internal sealed class FixedPartSizer(long partSize) : IPartSizer
{
    public long GetPartSize(int partNumber, long? length, ServiceLimits limits) => partSize;
}
