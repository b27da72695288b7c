using Amazon.S3;

namespace S3MultipartUpload.Store;

/// <summary>What every request about a multipart upload names.</summary>
/// <param name="BucketName">The bucket.</param>
/// <param name="Key">The key of the object. Without it, a request to abort the upload would be one to delete the bucket.</param>
/// <param name="UploadId">The store's name for the upload. Without it, that request would be one to delete the object.</param>
internal sealed record UploadAddress(string BucketName, string Key, string UploadId)
{
    /// <summary>The account that must own the bucket.</summary>
    public string? ExpectedBucketOwner { get; init; }

    public RequestPayer? RequestPayer { get; init; }

    /// <summary>The customer's own key, where the parts are encrypted by one.</summary>
    public ServerSideEncryption? Encryption { get; init; }

    public static UploadAddress Of(ObjectSettings target, string uploadId) => new(target.BucketName, target.Key, uploadId)
    {
        ExpectedBucketOwner = target.ExpectedBucketOwner,
        RequestPayer = target.RequestPayer,
        Encryption = target.Encryption,
    };
}
