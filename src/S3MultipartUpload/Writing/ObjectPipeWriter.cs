using System.IO.Pipelines;

namespace S3MultipartUpload.Writing;

/// <summary>The writer of an object as a pipe's.</summary>
internal sealed class ObjectPipeWriter(ObjectWriter writer, PipeWriter inner) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        writer.FlushPipeAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <summary>With the error of a producer the upload fails. One that has ended says no more than that.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (exception is not null)
        {
            inner.Complete(exception);
        }
    }
}
