using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using S3MultipartUpload.AspNetCore.Policy;

namespace S3MultipartUpload.AspNetCore;

/// <summary>Who wants to upload what.</summary>
public sealed record BrowserUploadContext
{
    /// <summary>The request.</summary>
    public required HttpContext HttpContext { get; init; }

    /// <summary>The user, by <see cref="BrowserUploadOptions.GetUserId"/>. Not fit for keys: see <see cref="UserSegment"/>.</summary>
    public required string UserId { get; init; }

    /// <summary>
    /// The user's id as one piece of a key: itself where it has ASCII letters and digits only, at most 64, else its hash. Two users never
    /// share one.
    /// </summary>
    public string UserSegment => FileNames.Segment(UserId);

    /// <summary>The bucket, by <see cref="BrowserUploadOptions.BucketName"/>.</summary>
    public required string BucketName { get; init; }

    /// <summary>
    /// The name of the file: the last piece of what the browser said, without characters that mean something in paths, in keys or on
    /// screens; at most 100 bytes of UTF-8.
    /// </summary>
    public required string FileName { get; init; }

    /// <summary>The media type, in lower case and without parameters, as the browser has it.</summary>
    public required string ContentType { get; init; }

    /// <summary>The bytes of the file. The object will have exactly as many.</summary>
    public required long Size { get; init; }

    /// <summary>What the browser wants as metadata, of the names in <see cref="BrowserUploadOptions.AllowedMetadata"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// A target with the type and the metadata. A browser that opens the object later saves it under the file's name and does not show it
    /// (Content-Disposition: attachment), for HTML that a user uploaded must not run under the address of the bucket.
    /// </summary>
    /// <param name="key">The key of the object.</param>
    public UploadTarget CreateTarget(string key)
    {
        ArgumentNullException.ThrowIfNull(key); // Whether it can be one is looked at by Allow.
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileName);
        return new UploadTarget
        {
            BucketName = BucketName,
            Key = key,
            ContentType = ContentType,
            ContentDisposition = disposition.ToString(),
            Metadata = Metadata,
        };
    }
}
