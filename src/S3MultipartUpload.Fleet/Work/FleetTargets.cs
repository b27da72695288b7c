using Amazon.S3;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>Where the objects of an upload go.</summary>
internal static class FleetTargets
{
    public static UploadTarget TargetOf(FleetUpload upload, string key)
    {
        FleetSettings settings = upload.Settings;
        return new UploadTarget
        {
            BucketName = upload.BucketName,
            Key = key,
            ContentType = settings.ContentType,
            ContentEncoding = settings.ContentEncoding,
            ContentDisposition = settings.ContentDisposition,
            CacheControl = settings.CacheControl,
            Metadata = settings.Metadata,
            Tags = settings.Tags,
            StorageClass = settings.StorageClass is { } storageClass ? new S3StorageClass(storageClass) : null,
            Encryption = settings.KmsKeyId is { } kms ? ServerSideEncryption.Kms(kms.Length == 0 ? null : kms) : null,
            ExpectedBucketOwner = settings.ExpectedBucketOwner,
            ChecksumAlgorithm = settings.ChecksumAlgorithm,
        };
    }
}
