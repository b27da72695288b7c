using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload.Sources;

/// <summary>
/// Tells regular files from what else a path can name: a symbolic link, which leads elsewhere, or a directory, pipe, socket or device,
/// whose opening may wait for ever.
/// </summary>
/// <remarks>
/// Source: statx(2). Where the system has none, links and directories are told, and no more: Windows has neither pipes nor devices in
/// its folders.
/// </remarks>
internal static partial class RegularFile
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;
    private const uint TypeAndNumber = 0x1 | 0x100;
    private const FileAttributes Others = FileAttributes.ReparsePoint | FileAttributes.Directory | FileAttributes.Device;
    private const FileAttributes Nothing = (FileAttributes)(-1);

    /// <returns>Whether the path itself names a regular file, or nothing.</returns>
    public static bool IsOrCanBe(string path)
    {
        if (StatusOf(path) is { } status)
        {
            return status.IsRegular;
        }

        FileAttributes attributes = new FileInfo(path).Attributes;
        return attributes == Nothing || (attributes & Others) == 0;
    }

    /// <returns>Whether the open file is a regular one; true where the system does not tell.</returns>
    public static bool Is(SafeFileHandle file) => StatusOf(file)?.IsRegular != false;

    /// <returns>Whether the open file is what the path itself names; where the system does not tell, whether it names anything.</returns>
    public static bool IsAt(SafeFileHandle file, string path) => StatusOf(file) is { } opened
        ? StatusOf(path) == opened
        : File.Exists(path);

    private static Status? StatusOf(string path) => Read(status => StatX(CurrentDirectory, path, NoFollow, TypeAndNumber, status));

    private static Status? StatusOf(SafeFileHandle file) => Read(status => StatX(file, "", AtEmptyPath, TypeAndNumber, status));

    private static Status? Read(Func<byte[], int> statX)
    {
        byte[] status = new byte[256];
        try
        {
            // Of struct statx: stx_mask; stx_mode; stx_ino; stx_dev_major and stx_dev_minor.
            return OperatingSystem.IsLinux()
                && statX(status) == 0
                && (BinaryPrimitives.ReadUInt32LittleEndian(status) & TypeAndNumber) == TypeAndNumber
                    ? new Status(
                        (BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(28)) & 0xF000) == 0x8000,
                        BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(32)),
                        BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(136)))
                    : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // An old C library.
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, byte[] status);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(SafeFileHandle file, string path, int flags, uint mask, byte[] status);

    private readonly record struct Status(bool IsRegular, ulong Number, ulong FileSystem);
}
