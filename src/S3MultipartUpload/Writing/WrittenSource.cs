using System.IO.Pipelines;

namespace S3MultipartUpload.Writing;

/// <summary>
/// What is written, as a source that is read once. Between the two lie few bytes: who writes waits for who reads, and who reads waits for
/// room in the memory that all uploads share.
/// </summary>
internal sealed class WrittenSource : IPartSource, IAsyncDisposable
{
    private const int MostBetween = 1024 * 1024;

    // No context and no thread of the writer's is needed to go on: it may stand still while it waits.
    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.ThreadPool,
        writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: MostBetween,
        resumeWriterThreshold: MostBetween / 2,
        minimumSegmentSize: 64 * 1024,
        useSynchronizationContext: false));

    public PipeWriter Writer => _pipe.Writer;

    public long? Length => null;

    public bool IsRandomAccess => false;

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
        new(_pipe.Reader.AsStream(leaveOpen: true));

    /// <summary>The upload has ended: who goes on writing is told.</summary>
    public ValueTask DisposeAsync() => _pipe.Reader.CompleteAsync();
}
