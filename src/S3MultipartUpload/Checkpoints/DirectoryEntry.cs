using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload.Checkpoints;

/// <summary>
/// The entry of a file in its directory. On Unix it is written to the disk by itself: a file that was flushed, and then renamed, can be
/// missing after a power cut. Windows has no such call, and NTFS journals its directories.
/// </summary>
/// <remarks>Source: fsync(2).</remarks>
internal static partial class DirectoryEntry
{
    private const int ReadOnly = 0;

    /// <summary>Writes the entries of a directory to the disk; where the file system cannot, nothing happens.</summary>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            using SafeFileHandle handle = Open(directory, ReadOnly);
            if (!handle.IsInvalid)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }
        catch (Exception unable) when (unable is IOException or UnauthorizedAccessException or DllNotFoundException
            or EntryPointNotFoundException)
        {
            // Some file systems in networks refuse it.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags);
}
