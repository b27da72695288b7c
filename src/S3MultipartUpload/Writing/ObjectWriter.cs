using System.Buffers;
using System.IO.Pipelines;
using S3MultipartUpload.Writing;

namespace S3MultipartUpload;

/// <summary>
/// An object that is being written. <see cref="CompleteAsync"/> stores it; whatever else ends the writing, an exception for one, leaves
/// nothing behind. Who writes faster than the store takes waits. To be used like any stream: by one caller at a time.
/// </summary>
#pragma warning disable CA1710 // It writes an object; that it does so as a stream is one of two ways.
public sealed class ObjectWriter : Stream
#pragma warning restore CA1710
{
    private readonly WrittenUpload _upload;
    private bool _isCompleted;
    private bool _isDisposed;

    internal ObjectWriter(WrittenUpload upload)
    {
        _upload = upload;
        Pipe = new ObjectPipeWriter(this, upload.Writer);
    }

    /// <summary>
    /// The same as a <see cref="PipeWriter"/>. Completed with an exception, it makes the upload fail; without one, it only says that
    /// nothing more comes: <see cref="CompleteAsync"/> stores the object.
    /// </summary>
    public PipeWriter Pipe { get; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_isDisposed && !_isCompleted;

    private bool MustFlush => _upload.Writer.UnflushedBytes >= WrittenUpload.ChunkSize || _upload.IsOver;

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
        // Before anything is completed: a token that is cancelled already stores nothing.
        using CancellationTokenRegistration stop = cancellationToken.Register(() => _upload.End(cancellationToken));
        if (!_isCompleted)
        {
            ThrowIfDisposed();
            _isCompleted = true;
            await _upload.Writer.CompleteAsync().ConfigureAwait(false);
        }

        return await _upload.Result.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ThrowIfEnded();
        while (!buffer.IsEmpty)
        {
            if (MustFlush)
            {
                FlushPipe();
            }

            buffer = buffer[Take(buffer)..];
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

    /// <summary>Writes the bytes. They are copied.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="cancellationToken">Ends the waiting; what was taken of the bytes by then is written, and the upload goes on.</param>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfEnded();
        while (!buffer.IsEmpty)
        {
            if (MustFlush)
            {
                await FlushPipeAsync(cancellationToken).ConfigureAwait(false);
            }

            buffer = buffer[Take(buffer.Span)..];
        }
    }

    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Hands on what was written, and waits while the store takes less than comes. It cuts no part.</summary>
    public override void Flush()
    {
        if (CanWrite)
        {
            FlushPipe();
        }
    }

    /// <inheritdoc cref="Flush"/>
    /// <param name="cancellationToken">Ends the waiting; the upload goes on.</param>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (CanWrite)
        {
            await FlushPipeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the object up, unless it was completed: nothing of it stays stored.</summary>
    public override async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _upload.End(CancellationToken.None);
        await ((Task)_upload.Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    internal async ValueTask<FlushResult> FlushPipeAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        FlushResult result = await _upload.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted || _upload.IsOver)
        {
            // Nobody reads any more: the upload has failed, and says why.
            await _upload.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    /// <summary>Who writes synchronously has to wait so; nothing that ends the waiting needs this thread.</summary>
    private void FlushPipe() => FlushPipeAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <returns>How many bytes were taken.</returns>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        int count = (int)Math.Min(bytes.Length, WrittenUpload.ChunkSize - (_upload.Writer.UnflushedBytes % WrittenUpload.ChunkSize));
        _upload.Writer.Write(bytes[..count]);
        return count;
    }

    private void ThrowIfEnded()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The object was completed: nothing can be written any more.");
        }

        ThrowIfDisposed();
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw new ObjectDisposedException(nameof(ObjectWriter),
                "The writer was disposed before CompleteAsync, so nothing was stored. Who writes into it must leave it open " +
                "(leaveOpen: true).");
        }
    }
}
