using System.IO.Pipelines;

namespace S3MultipartUpload.Writing;

/// <summary>
/// The upload of what is written. Between the one who writes and the one who reads lie few bytes: who writes waits for who reads, and who
/// reads waits for room in the memory that all uploads share.
/// </summary>
#pragma warning disable CA1001 // What it holds has neither timer nor handle, and may be asked to end at any time.
internal sealed class WrittenUpload
#pragma warning restore CA1001
{
    /// <summary>So many bytes are handed on at once, so that small writes cost little; and no more, however much is written.</summary>
    public const int ChunkSize = 64 * 1024;

    // What waits goes on upon the thread pool: the thread of the one who writes may stand still meanwhile.
    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: 4 * ChunkSize,
        resumeWriterThreshold: 2 * ChunkSize,
        minimumSegmentSize: 16 * 1024,
        useSynchronizationContext: false));

    private readonly CancellationTokenSource _end = new();
    private CancellationToken _because;

    /// <summary>Begins it, on the thread pool: nothing in it gets to know the context of the one who writes.</summary>
    /// <param name="uploader">Reads and stores.</param>
    /// <param name="requestOf">What is asked of it, given the source.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public WrittenUpload(IMultipartUploader uploader, Func<IPartSource, UploadRequest> requestOf, CancellationToken cancellationToken)
    {
        UploadRequest request = requestOf(PartSource.FromStream(_pipe.Reader.AsStream()));
        Begun = Task.Factory.StartNew(
            () => ExecuteAsync(uploader, request, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);
        Result = Begun.Unwrap();
    }

    public PipeWriter Writer => _pipe.Writer;

    /// <summary>Ends when it waits for the first bytes, or was refused.</summary>
    public Task<Task<UploadManifest>> Begun { get; }

    /// <summary>Ends when the object is stored, or given up.</summary>
    public Task<UploadManifest> Result { get; }

    /// <summary>Whether nothing more is read.</summary>
    public bool IsOver => _end.IsCancellationRequested || Result.IsCompleted;

    /// <summary>Gives the object up, if it is not stored yet.</summary>
    /// <param name="because">The token that asked for it.</param>
    public void End(CancellationToken because)
    {
        if (!_end.IsCancellationRequested)
        {
            _because = because;
            _end.Cancel();
        }
    }

    private async Task<UploadManifest> ExecuteAsync(
        IMultipartUploader uploader, UploadRequest request, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration stop = cancellationToken.Register(() => End(cancellationToken));
        try
        {
            return await uploader.UploadAsync(request, _end.Token).ConfigureAwait(false);
        }
        catch (UploadCanceledException canceled)
        {
            throw new UploadCanceledException(canceled.Message, canceled.Manifest, canceled.State, canceled.InnerException, _because);
        }
        finally
        {
            // Who is waiting to write on must be told.
            await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
