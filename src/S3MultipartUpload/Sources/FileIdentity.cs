using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload.Sources;

/// <summary>
/// Which file it is, and in what state, by what no program can set: the number of its file system, its number there, the time when it
/// came into being and the time of its last change. <c>cp -p</c> and <c>touch -r</c> give a file another's time of the last write, but
/// not these.
/// </summary>
/// <remarks>
/// Sources: statx(2), and GetFileInformationByHandleEx of the Windows API. Elsewhere there is none. <see cref="FileState"/> reads it.
/// </remarks>
internal static partial class FileIdentity
{
    private const int AtEmptyPath = 0x1000;
    private const uint InodeAndTimes = 0x100 | 0x80 | 0x800;
    private const uint RequiredOnLinux = 0x100 | 0x80;
    private const int FileBasicInfo = 0;
    private const int FileIdInfo = 18;

    /// <returns>The identity; null where the system does not tell.</returns>
    public static string? Of(SafeFileHandle file)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(file) : OperatingSystem.IsWindows() ? OfWindows(file) : null;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return null; // An old C library.
        }
    }

    /// <summary>Whether two identities are of one file, be it in another state; also where one of them is not known.</summary>
    public static bool IsSameFile(string? one, string? other) => one is null || other is null || FileOf(one).SequenceEqual(FileOf(other));

    /// <summary>When the file was changed last, its content or what is known of it; null where the system does not tell.</summary>
    public static DateTime? ChangedAt(string? identity)
    {
        if (identity is null)
        {
            return null;
        }

        byte[] time = Convert.FromHexString(identity.AsSpan(identity.LastIndexOf('-') + 1));
        long value = BinaryPrimitives.ReadInt64LittleEndian(time);
        return time.Length > sizeof(long) ? DateTime.UnixEpoch.AddSeconds(value) : DateTime.FromFileTimeUtc(value);
    }

    /// <summary>All but the time of the last change.</summary>
    private static ReadOnlySpan<char> FileOf(string identity) => identity.AsSpan(0, Math.Max(0, identity.LastIndexOf('-')));

    private static string? OfLinux(SafeFileHandle file)
    {
        Span<byte> status = stackalloc byte[256];
        if (StatX(file, [0], AtEmptyPath, InodeAndTimes, status) != 0
            || (BinaryPrimitives.ReadUInt32LittleEndian(status) & RequiredOnLinux) != RequiredOnLinux)
        {
            return null;
        }

        // Of struct statx: stx_dev_major and stx_dev_minor; stx_ino; seconds and nanoseconds of stx_btime and stx_ctime.
        return Text(status, (136, 8), (32, 8), (80, 12), (96, 12));
    }

    private static string? OfWindows(SafeFileHandle file)
    {
        Span<byte> basic = stackalloc byte[40];
        Span<byte> id = stackalloc byte[24];

        // Of FILE_ID_INFO: the serial number of the volume and the file's number. Of FILE_BASIC_INFO: CreationTime and ChangeTime.
        return GetInformation(file, FileIdInfo, id, id.Length) && GetInformation(file, FileBasicInfo, basic, basic.Length)
            ? $"{Text(id, (0, 8), (8, 16))}-{Text(basic, (0, 8), (24, 8))}"
            : null;
    }

    private static string Text(ReadOnlySpan<byte> bytes, params ReadOnlySpan<(int Start, int Length)> fields)
    {
        var texts = new List<string>();
        foreach ((int start, int length) in fields)
        {
            texts.Add(Convert.ToHexStringLower(bytes.Slice(start, length)));
        }

        return string.Join('-', texts);
    }

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int StatX(SafeFileHandle file, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> status);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandleEx", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetInformation(SafeFileHandle file, int kind, Span<byte> information, int length);
}
