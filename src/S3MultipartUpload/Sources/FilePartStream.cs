using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload.Sources;

/// <summary>
/// Reads one part of a file by position. When the last byte of the part has been read, the file must still be the one that the
/// upload began with; so no part of a later version gets into the object unnoticed.
/// </summary>
internal sealed class FilePartStream(SafeFileHandle file, string path, FileSnapshot snapshot, PartRange range)
    : BlockStream(range.Length)
{
    private const int SmallRead = 64 * 1024;

    public void ThrowIfChanged()
    {
        var now = FileSnapshot.Take(file);
        if (now != snapshot)
        {
            throw snapshot.Changed(path, now);
        }
    }

    protected override int ReadBlock(Memory<byte> block) => Checked(RandomAccess.Read(file, block.Span, range.Offset + Position));

    /// <summary>
    /// But on Windows, an asynchronous read of a file is one that another thread of the pool does. A small piece is read by the caller's
    /// own: it holds that thread as long as it would hold the other.
    /// </summary>
    protected override async ValueTask<int> ReadBlockAsync(Memory<byte> block, CancellationToken cancellationToken) =>
        block.Length <= SmallRead && !OperatingSystem.IsWindows()
            ? ReadBlock(block)
            : Checked(await RandomAccess.ReadAsync(file, block, range.Offset + Position, cancellationToken).ConfigureAwait(false));

    /// <summary>The file must not end before the part does, and must be the same when the part ends.</summary>
    private int Checked(int read)
    {
        if (read == 0)
        {
            ThrowIfChanged();
            throw new SourceChangedException($"The file '{path}' ended at byte {range.Offset + Position:N0} of {snapshot.Length:N0}.");
        }

        if (read == Remaining)
        {
            ThrowIfChanged();
        }

        return read;
    }
}
