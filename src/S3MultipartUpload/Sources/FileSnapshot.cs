using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload;

/// <summary>What tells that a file is still the one the upload began with.</summary>
internal readonly record struct FileSnapshot(long Length, DateTime LastWriteTimeUtc)
{
    public static FileSnapshot Take(SafeFileHandle file) => new(RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
}
