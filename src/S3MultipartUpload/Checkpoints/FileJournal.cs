using System.Runtime.CompilerServices;
using S3MultipartUpload.Sources;

namespace S3MultipartUpload.Checkpoints;

/// <summary>A journal in a file, whose lock is a file beside it. What a killed process left of a last line is cut off.</summary>
internal sealed class FileJournal : IJournal
{
    private const int BlockSize = 64 * 1024;

    /// <summary>Many millions of files.</summary>
    private const long MostBytes = 8L * 1024 * 1024 * 1024;

    private readonly FileCheckpoint _held;
    private readonly FileStream _file;
    private long _end;

    private FileJournal(FileCheckpoint held, FileStream file) => (_held, _file, _end) = (held, file, file.Length);

    public string Location => _held.Location;

    /// <exception cref="CheckpointException">Another upload holds it, or it is no regular file, or too large.</exception>
    public static async Task<FileJournal> OpenAsync(string path, CancellationToken cancellationToken)
    {
        FileCheckpoint held = Hold(path);
        FileStream? file = null;
        try
        {
            file = FileCheckpoint.Open(path, FileMode.OpenOrCreate, FileOptions.Asynchronous);
            if (!RegularFile.IsAt(file.SafeFileHandle, path) || !RegularFile.Is(file.SafeFileHandle))
            {
                throw CheckpointException.Irregular(path, path);
            }

            if (file.Length > MostBytes)
            {
                throw CheckpointException.Unusable(path, $"it has {file.Length:N0} bytes, and none has more than {MostBytes:N0}");
            }

            file.SetLength(await EndOfLastLineAsync(file, cancellationToken).ConfigureAwait(false));
            return new FileJournal(held, file);
        }
        catch
        {
            if (file is not null)
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }

            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] block = new byte[BlockSize];
        int count;
        for (long start = 0; start < _end; start += count)
        {
            int most = (int)Math.Min(BlockSize, _end - start);
            count = await RandomAccess
                .ReadAsync(_file.SafeFileHandle, block.AsMemory(0, most), start, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new EndOfStreamException($"The journal '{Location}' was cut off.");
            }

            yield return block.AsMemory(0, count);
        }
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file.SafeFileHandle, line, _end, cancellationToken).ConfigureAwait(false);
        _end += line.Length;
    }

    public async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        File.Delete(Location);
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        await _held.DisposeAsync().ConfigureAwait(false);
    }

    private static FileCheckpoint Hold(string path)
    {
        try
        {
            return new FileCheckpoint(path, FileCheckpoint.Lock(path));
        }
        catch (CheckpointException held) when (held.Problem == CheckpointProblem.InUse)
        {
            throw new CheckpointException(
                CheckpointProblem.InUse, path,
                $"The journal '{path}' is in use: another upload of the same folder is running. Wait until it has ended.", held);
        }
    }

    private static async Task<long> EndOfLastLineAsync(FileStream file, CancellationToken cancellationToken)
    {
        byte[] block = new byte[BlockSize];
        for (long end = file.Length; end > 0;)
        {
            int length = (int)Math.Min(BlockSize, end);
            file.Position = end - length;
            await file.ReadExactlyAsync(block.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            int last = block.AsSpan(0, length).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                return end - length + last + 1;
            }

            end -= length;
        }

        return 0;
    }
}
