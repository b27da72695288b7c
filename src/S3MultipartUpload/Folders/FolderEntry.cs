namespace S3MultipartUpload.Folders;

/// <summary>What was found in a folder.</summary>
/// <param name="Path">The full path; of a link that is followed, where it leads.</param>
/// <param name="RelativePath">The path within the folder, with slashes.</param>
/// <param name="Length">The length of a file in bytes.</param>
internal sealed record FolderEntry(string Path, string RelativePath, long Length)
{
    /// <summary>It is a link that is not followed.</summary>
    public bool IsSkippedLink { get; init; }

    /// <summary>The path that leads there without a link, as it was found; null where it is no file.</summary>
    public string? RealPath { get; init; }

    /// <summary>Why it cannot be stored, or a folder not be read; null where it is a file.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Its name says what it is, but not how to open it: it was made of bytes that are not UTF-8.</summary>
    public bool HasInvalidName { get; init; }
}
