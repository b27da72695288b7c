namespace S3MultipartUpload;

/// <summary>A file of a folder that is going to be stored.</summary>
public sealed class DirectoryFile
{
    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The path within the folder, with <c>/</c> between its names on every platform.</summary>
    public required string RelativePath { get; init; }

    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>The key of the object.</summary>
    public required string Key { get; init; }

    /// <summary>The bytes, as the file is now.</summary>
    public required IPartSource Source { get; init; }
}
