namespace S3MultipartUpload.Planning;

internal sealed class FixedPartSizer(long partSize) : IPartSizer
{
    public long GetPartSize(int partNumber, long? length, ServiceLimits limits) => partSize;
}
