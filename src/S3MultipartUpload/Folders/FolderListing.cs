using System.Security;

namespace S3MultipartUpload.Folders;

/// <summary>The entries of one folder. What goes wrong ends it, and is told.</summary>
internal sealed class FolderListing : IDisposable
{
    private readonly IEnumerator<FileSystemInfo>? _entries;

    public FolderListing(string path, EnumerationOptions options)
    {
        try
        {
            _entries = new DirectoryInfo(path).EnumerateFileSystemInfos("*", options).GetEnumerator();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or SecurityException)
        {
            Failure = unreadable;
        }
    }

    /// <summary>Why the folder could not be read to its end.</summary>
    public Exception? Failure { get; private set; }

    /// <returns>The next entry; null where there is none.</returns>
    public FileSystemInfo? Next()
    {
        try
        {
            return _entries?.MoveNext() == true ? _entries.Current : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or SecurityException)
        {
            Failure = unreadable;
            return null;
        }
    }

    public void Dispose() => _entries?.Dispose();
}
