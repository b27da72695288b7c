namespace S3MultipartUpload;

/// <summary>A file of a folder that is going to be stored.</summary>
public sealed class DirectoryFile
{
    internal DirectoryFile(string path, string relativePath, string bucketName, string key, IPartSource source) =>
        (Path, RelativePath, BucketName, Key, Source) = (path, relativePath, bucketName, key, source);

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>The path within the folder, with <c>/</c> between its names on every platform.</summary>
    public string RelativePath { get; }

    /// <summary>The bucket.</summary>
    public string BucketName { get; }

    /// <summary>The key of the object.</summary>
    public string Key { get; }

    /// <summary>The bytes, as the file is now.</summary>
    public IPartSource Source { get; }
}
