using Microsoft.Extensions.Logging;
using Polly;

namespace S3MultipartUpload;

/// <summary>What all uploads of one uploader use.</summary>
internal sealed record UploadServices(
    S3MultipartUploadOptions Options,
    ProviderProfile Profile,
    S3Gateway Gateway,
    StoredObjects Objects,
    PartBufferPool Buffers,
    ResiliencePipeline Pipeline,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>The checksum of an object's parts.</summary>
    public PartChecksumAlgorithm AlgorithmOf(ObjectSettings target) => target.ChecksumAlgorithm ?? Options.ChecksumAlgorithm;

    /// <summary>Makes a call that is not about the bytes of a part, as often as the pipeline says.</summary>
    public async Task<T> CallAsync<T>(string operation, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        int attempts = 0;
        return await Pipeline.ExecuteAsync(
            async token =>
            {
                attempts++;
                try
                {
                    return await call(token).ConfigureAwait(false);
                }
                catch (Exception failure) when (TransientS3Errors.IsTransient(failure) && !cancellationToken.IsCancellationRequested)
                {
                    Log.CallFailed(Logger, operation, attempts, failure);
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Opens a multipart upload. A cancelled caller gives the store time to answer: without its id, an upload that was opened could not
    /// be aborted.
    /// </summary>
    /// <param name="target">The object.</param>
    /// <param name="uploadToken">The mark that its object is to carry.</param>
    /// <param name="opened">Told of the upload at once, also where the call then ends otherwise.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<OpenUpload> CreateAsync(
        ObjectSettings target, string uploadToken, Action<OpenUpload> opened, CancellationToken cancellationToken) => CallAsync(
        "CreateMultipartUpload",
        async attempt =>
        {
            using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Time);
            using CancellationTokenRegistration end = attempt.Register(
                () => patience.CancelAfter(cancellationToken.IsCancellationRequested ? Options.AbortTimeout : TimeSpan.Zero));
            OpenUpload upload = await Gateway
                .CreateAsync(target, uploadToken, AlgorithmOf(target), patience.Token).ConfigureAwait(false);
            opened(upload);
            return upload;
        },
        cancellationToken);

    /// <summary>What goes wrong here changes nothing of what is stored, and must not hide what the upload had to say.</summary>
    /// <param name="owned">The source of the upload, or its checkpoint.</param>
    public async ValueTask DisposeAsync(object? owned)
    {
        try
        {
            if (owned is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever the application's code throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.DisposeFailed(Logger, exception);
        }
    }
}
