using System.Text.Json.Serialization;
using S3MultipartUpload.Manifest;
using S3MultipartUpload.Store;

namespace S3MultipartUpload;

/// <summary>A multipart upload that was neither completed nor aborted when the store was asked.</summary>
public sealed record IncompleteUpload
{
    /// <summary>The bucket.</summary>
    [JsonPropertyName("bucket")]
    public required string BucketName { get; init; }

    /// <summary>The key that the object would have had.</summary>
    public required string Key { get; init; }

    /// <summary>The store's name for the upload.</summary>
    public required string UploadId { get; init; }

    /// <summary>When the upload was begun.</summary>
    /// <value>null where the store does not say.</value>
    public DateTimeOffset? Initiated { get; init; }

    /// <summary>The time since then.</summary>
    /// <value>null where the store does not say when the upload was begun.</value>
    public TimeSpan? Age { get; init; }

    /// <summary>The storage class of its parts, in S3's words.</summary>
    /// <value>null where the store does not say.</value>
    public string? StorageClass { get; init; }

    /// <summary>How many parts are stored.</summary>
    /// <value>null where it was not asked for, or where the store refuses to tell.</value>
    public int? PartCount { get; init; }

    /// <summary>The size of the stored parts together, in bytes.</summary>
    /// <value>null where it was not asked for, or where the store refuses to tell.</value>
    public long? StoredSize { get; init; }

    /// <summary>
    /// Whether no request can name it: the AWS SDK drops the slash with which its key begins. It is neither measured nor aborted here; a
    /// lifecycle rule of the store aborts it, or another client.
    /// </summary>
    public bool IsOutOfReach => NameRules.IsAltered(Key);

    internal UploadAddress AddressIn(IncompleteUploadQuery query) => new(BucketName, Key, UploadId)
    {
        ExpectedBucketOwner = query.ExpectedBucketOwner,
        RequestPayer = query.RequestPayer,
    };
}
