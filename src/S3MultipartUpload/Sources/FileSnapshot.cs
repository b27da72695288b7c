using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload.Sources;

/// <summary>What tells that a file is still the one the upload began with.</summary>
internal readonly record struct FileSnapshot(long Length, DateTime LastWriteTimeUtc)
{
    public static FileSnapshot Take(SafeFileHandle file) => new(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));

    /// <summary>Of the file that the path names now; null when there is none.</summary>
    public static FileSnapshot? Take(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint)
            && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            file = target;
        }

        return file.Exists ? new(file.Length, file.LastWriteTimeUtc) : null;
    }

    public SourceChangedException Changed(string path, FileSnapshot? now) => new(
        $"The file '{path}' has changed since its upload began: it had {Length:N0} bytes, written {LastWriteTimeUtc:O}; " +
        (now is { } other ? $"now it has {other.Length:N0} bytes, written {other.LastWriteTimeUtc:O}." : "now it is gone."));
}
