namespace S3MultipartUpload.AspNetCore;

/// <summary>An upload that was given up.</summary>
public sealed record BrowserUploadAborted
{
    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>The key that the object would have had.</summary>
    public required string Key { get; init; }

    /// <summary>Whose it was.</summary>
    public required string UserId { get; init; }
}
