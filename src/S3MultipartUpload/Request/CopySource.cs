using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload;

/// <summary>An object, or some of its bytes, that a copy is made of.</summary>
public sealed record CopySource
{
    /// <summary>The bucket of the object.</summary>
    public required string BucketName { get; init; }

    /// <summary>The key of the object.</summary>
    public required string Key { get; init; }

    /// <summary>The version of the object.</summary>
    /// <value>Default: null, the newest.</value>
    public string? VersionId { get; init; }

    /// <summary>The first byte that is copied.</summary>
    /// <value>Default: 0.</value>
    public long Offset { get; init; }

    /// <summary>How many bytes are copied.</summary>
    /// <value>Default: null, all from <see cref="Offset"/> on.</value>
    public long? Length { get; init; }

    /// <summary>The ETag that the object must have, as the store gave it.</summary>
    /// <value>
    /// Default: null, the ETag that it has when the copy begins. In either case a source that changes meanwhile makes the copy fail.
    /// </value>
    public string? IfMatch { get; init; }

    /// <summary>The customer-provided key that the object is encrypted with (SSE-C); no other encryption needs to be named.</summary>
    /// <value>Default: null.</value>
    public ServerSideEncryption? Encryption { get; init; }

    /// <summary>The account that must own the bucket of the object; the store refuses the copy where another one does.</summary>
    /// <value>Default: null, any.</value>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>Whether the beginning and the end are those of the object, as far as that can be said without looking at it.</summary>
    internal bool IsWhole => Offset == 0 && Length is null;

    /// <summary>Its name, for messages.</summary>
    internal string Name => $"'{Log.OnOneLine(Key)}' in bucket '{BucketName}'"
        + (VersionId is null ? "" : $" (version {Log.OnOneLine(VersionId)})");
}
