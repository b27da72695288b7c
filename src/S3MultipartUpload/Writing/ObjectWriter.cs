using System.IO.Pipelines;
using S3MultipartUpload.Writing;

namespace S3MultipartUpload;

/// <summary>
/// An object that is being written. <see cref="CompleteAsync"/> stores it; whatever else ends the writing, an exception for one, leaves
/// nothing behind. Who writes faster than the store takes waits. To be used like any stream: by one caller at a time.
/// </summary>
public sealed class ObjectWriter : Stream
{
    /// <summary>Bytes that may wait for the next flush, so that small writes cost little.</summary>
    private const int MostUnflushed = 16 * 1024;

    private readonly WrittenSource _source;
    private readonly Task<UploadManifest> _upload;
    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _canceled;
    private long _unflushed;
    private bool _isCompleted;
    private bool _isDisposed;

    internal ObjectWriter(
        WrittenSource source, Task<UploadManifest> upload, CancellationTokenSource end, CancellationToken cancellationToken)
    {
        (_source, _upload, _end, _canceled) = (source, upload, end, cancellationToken);
        Pipe = new ObjectPipeWriter(this, source.Writer);

        // However the upload ends, who is waiting to write on must be told.
        _ = upload.ContinueWith(
            _ => source.DisposeAsync().AsTask(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>The same as a <see cref="PipeWriter"/>. To complete it with an exception gives the object up; without one, it only says
    /// that nothing more comes: <see cref="CompleteAsync"/> stores the object.</summary>
    public PipeWriter Pipe { get; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_isDisposed && !_isCompleted;

    /// <summary>Not supported.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Stores the object: all that was written. May be called more than once.</summary>
    /// <param name="cancellationToken">Ends the upload, and nothing is stored.</param>
    /// <returns>The receipt.</returns>
    /// <exception cref="MultipartUploadException">The upload failed; the exception says what is stored and what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed before; nothing was stored.</exception>
    public async Task<UploadManifest> CompleteAsync(CancellationToken cancellationToken = default)
    {
        if (!_isCompleted)
        {
            ThrowIfDisposed();
            _isCompleted = true;
            await _source.Writer.CompleteAsync().ConfigureAwait(false);
        }

        using CancellationTokenRegistration stop = cancellationToken.Register(End);
        try
        {
            return await _upload.ConfigureAwait(false);
        }
        catch (UploadCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            throw new UploadCanceledException(
                canceled.Message, canceled.Manifest, canceled.State, canceled.InnerException, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ThrowIfEnded();
        _source.Writer.Write(buffer);
        _unflushed += buffer.Length;
        if (_unflushed >= MostUnflushed)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        _source.Writer.Write(buffer.Span);
        _unflushed += buffer.Length;
        if (_unflushed >= MostUnflushed)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Hands on what was written, and waits while the store takes less than comes. It cuts no part.</summary>
    public override void Flush()
    {
        // Who writes synchronously has to wait so; nothing that ends the waiting needs this thread.
        FlushAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Flush"/>
    /// <param name="cancellationToken">Ends the waiting; the upload goes on.</param>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!_isCompleted && !_isDisposed)
        {
            await FlushPipeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the object up, unless it was completed: nothing of it stays stored.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            End();
            await ((Task)_upload).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _end.Dispose();
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    internal async ValueTask<FlushResult> FlushPipeAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        _unflushed = 0;
        FlushResult result = await _source.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted)
        {
            // Nobody reads any more: the upload has failed, and says why.
            await _upload.ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Gives the object up, if it is not stored yet.</summary>
    internal void End()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was given up before.
        }
    }

    private void ThrowIfEnded()
    {
        ThrowIfDisposed();
        _canceled.ThrowIfCancellationRequested();
        if (_isCompleted)
        {
            throw new InvalidOperationException("The object was completed: nothing can be written any more.");
        }
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw new ObjectDisposedException(nameof(ObjectWriter), "The writer was disposed before CompleteAsync, so nothing was stored. " +
                "Who writes into it must leave it open (leaveOpen: true).");
        }
    }
}
