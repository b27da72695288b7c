namespace S3MultipartUpload.AspNetCore;

/// <summary>An object that a browser has uploaded.</summary>
public sealed record BrowserUploadCompleted
{
    /// <summary>
    /// The receipt. Its parts have checksums where the page computed some (as the client s3-multipart-upload does; Uppy does not). Where
    /// it is told a second time, it may have no parts.
    /// </summary>
    public required UploadManifest Manifest { get; init; }

    /// <summary>Who has uploaded it.</summary>
    public required string UserId { get; init; }

    /// <summary>The name of the file; see <see cref="BrowserUploadContext.FileName"/>.</summary>
    public required string FileName { get; init; }

    /// <summary>The same whenever the same upload is told, and of no other one.</summary>
    public required string IdempotencyKey { get; init; }
}
