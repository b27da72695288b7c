using System.Diagnostics.CodeAnalysis;
using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>
/// An object that is made of others, by the store itself: one that is copied, or several, or ranges of them, one behind the other.
/// </summary>
/// <remarks>
/// Not copied are the access control list, storage class, encryption and locks: they are those of the request, or the bucket's. Source:
/// Amazon S3 User Guide, "Copying, moving, and renaming objects".
/// </remarks>
public sealed class CopyRequest : TransferRequest
{
    /// <summary>Creates a request.</summary>
    public CopyRequest()
    {
    }

    /// <summary>Creates a request to copy these objects there.</summary>
    /// <param name="target">Where, and how the object is described.</param>
    /// <param name="sources">The objects, or ranges of them.</param>
    [SetsRequiredMembers]
    public CopyRequest(UploadTarget target, params IReadOnlyList<CopySource> sources)
        : base(target) => Sources = sources;

    /// <summary>The objects, or ranges of them, in the order in which their bytes follow one another.</summary>
    public required IReadOnlyList<CopySource> Sources { get; init; }

    /// <summary>
    /// What describes the object: its Content-Type, -Encoding, -Disposition and -Language, Cache-Control, Expires and user metadata.
    /// With COPY it is described like the first source, but for what this request sets (<see cref="ObjectSettings.Metadata"/> as a whole,
    /// if it has any); with REPLACE as this request says, and not otherwise.
    /// </summary>
    /// <value>Default: COPY.</value>
    public S3MetadataDirective MetadataDirective { get; init; } = S3MetadataDirective.COPY;

    /// <summary>
    /// With COPY the object has the tags of the first source, unless this request has tags; with REPLACE those of this request, or none.
    /// </summary>
    /// <value>Default: COPY, which needs the permission s3:GetObjectTagging.</value>
    public TaggingDirective TaggingDirective { get; init; } = TaggingDirective.COPY;

    /// <summary>Whether the copy would differ from its source in something that copying an object onto itself may change.</summary>
    internal bool HasChange =>
        MetadataDirective == S3MetadataDirective.REPLACE
        || TaggingDirective == TaggingDirective.REPLACE
        || Metadata.Count > 0
        || Tags.Count > 0
        || ContentType is not null
        || ContentEncoding is not null
        || ContentDisposition is not null
        || ContentLanguage is not null
        || CacheControl is not null
        || Expires is not null
        || StorageClass is not null
        || Encryption is not null;

    /// <summary>Whether this is the object that is to be stored, and not an older version of it.</summary>
    internal bool IsTarget(CopySource source) =>
        source.BucketName == BucketName && source.Key == Key && source.VersionId is null;
}
