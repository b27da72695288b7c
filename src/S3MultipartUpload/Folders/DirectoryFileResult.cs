namespace S3MultipartUpload;

/// <summary>What has become of a file of a folder, or of a folder within it that could not be read.</summary>
public sealed class DirectoryFileResult
{
    /// <summary>The full path.</summary>
    public required string Path { get; init; }

    /// <summary>The path within the folder, with <c>/</c> between its names on every platform.</summary>
    public required string RelativePath { get; init; }

    /// <summary>What has become of it.</summary>
    public required DirectoryFileOutcome Outcome { get; init; }

    /// <summary>The receipt; null where nothing was sent, or it failed.</summary>
    public UploadManifest? Manifest { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public Exception? Exception { get; init; }
}
