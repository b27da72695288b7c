using S3MultipartUpload.Sources;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Parts;

/// <summary>
/// What the SDK reads in one attempt. It holds exactly the part's bytes, tells its watch what moves, and once it is
/// disposed nothing reads the bytes any more: an attempt that was cancelled may still be reading on some other thread while its buffer
/// goes back to the pool.
/// </summary>
/// <param name="inner">The part's bytes.</param>
/// <param name="range">Which part it is.</param>
/// <param name="watch">Told of what moves.</param>
/// <param name="budget">Whose bandwidth and line its bytes take; null where they are not sent.</param>
internal sealed class PartBody(Stream inner, PartRange range, AttemptWatch watch, PartBudget? budget)
    : ReadOnlyStream(range.Length)
{
    private const int TellEvery = 64 * 1024;

    private readonly long _start = inner.Position;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private bool _disposed;

    private Wait Next => Remaining > 0 ? Wait.Body : Wait.BodyAnswer;

    /// <summary>
    /// The SDK hashes a part by reading it synchronously, 4 KiB at a time: nobody else is reading then, nothing passes over the line, and
    /// the watch need not be told of every piece.
    /// </summary>
    public override int Read(Span<byte> buffer)
    {
        _reading.Wait();
        try
        {
            int count = Allowed(buffer.Length);
            int read = Counted(inner.Read(buffer[..count]), count);
            if (Position % TellEvery < read || Position == read || Remaining == 0)
            {
                watch.OnMoved(Next);
            }

            return read;
        }
        catch
        {
            SdkHash.Reset();
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (budget?.Bandwidth is { } bandwidth && Remaining > 0)
        {
            (int piece, bool hasWaited) = await bandwidth
                .TakeAsync((int)Math.Min(buffer.Length, Remaining), watch.Time, cancellationToken).ConfigureAwait(false);
            buffer = buffer[..piece];
            if (hasWaited)
            {
                watch.OnMoved(Next);
            }
        }

        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            int count = Allowed(buffer.Length);
            int read = Counted(await inner.ReadAsync(buffer[..count], cancellationToken).ConfigureAwait(false), count);
            budget?.Line.OnPassed(read);
            watch.OnMoved(Next);
            return read;
        }
        finally
        {
            _reading.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _reading.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_disposed)
            {
                _disposed = true;
                await inner.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _reading.Release();
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void OnSeek(long position)
    {
        inner.Position = _start + Math.Min(position, Length);
        watch.OnMoved(position == 0 ? Wait.Connection : Next);
    }

    private int Allowed(int wanted)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return (int)Math.Min(wanted, Remaining);
    }

    private int Counted(int read, int allowed)
    {
        if (read == 0 && allowed > 0)
        {
            throw new SourceChangedException(
                $"Part {range.PartNumber:N0} of the source ended after {Position:N0} of its {range.Length:N0} bytes.");
        }

        Advance(read);
        return read;
    }
}
