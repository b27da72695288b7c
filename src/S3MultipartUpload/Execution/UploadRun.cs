using Microsoft.Extensions.Logging;
using Polly;

namespace S3MultipartUpload;

/// <summary>One upload from its first request to its last.</summary>
internal sealed class UploadRun(
    UploadRequest request,
    UploadPlan plan,
    UploadLedger ledger,
    S3MultipartUploadOptions options,
    S3Gateway gateway,
    PartBufferPool buffers,
    ResiliencePipeline pipeline,
    TimeProvider time,
    ILogger logger)
{
    private readonly PartExecutor _executor = new(pipeline, options, ledger, time, logger);
    private string? _uploadId;

    public async Task<UploadManifest> ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            UploadManifest manifest = await StoreAsync(cancellationToken).ConfigureAwait(false);
            Log.Completed(logger, manifest.Size, manifest.Parts.Count, manifest.Duration, manifest.Retries);
            return manifest;
        }
        catch (Exception error)
        {
            // By now no part is being sent any more.
            FailedUploadState state = await CleanUpAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(error, state);
        }
    }

    private async Task<UploadManifest> StoreAsync(CancellationToken cancellationToken)
    {
        var reader = new PartReader(request.Source, plan, buffers);
        IAsyncEnumerator<PartContent> parts = reader.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (parts.ConfigureAwait(false))
        {
            await parts.MoveNextAsync().ConfigureAwait(false);
            using PartContent first = parts.Current;
            return first.IsLast && first.Range.Length <= plan.SinglePutThreshold
                ? await PutAsync(first, cancellationToken).ConfigureAwait(false)
                : await SendPartsAsync(first, parts, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<UploadManifest> PutAsync(PartContent whole, CancellationToken cancellationToken)
    {
        (UploadedPart part, StoredObject stored) = await _executor.ExecuteAsync(
            whole,
            withMD5: true, // Nothing has told yet which checksums the store knows.
            (attempt, token) => gateway.PutAsync(request, attempt, token),
            cancellationToken).ConfigureAwait(false);
        ledger.OnStored(part);
        return Completed(ledger.ToManifest(uploadId: null), stored);
    }

    private async Task<UploadManifest> SendPartsAsync(
        PartContent first, IAsyncEnumerator<PartContent> rest, CancellationToken cancellationToken)
    {
        OpenUpload upload = await CallAsync(token => gateway.CreateAsync(request, token), cancellationToken).ConfigureAwait(false);
        _uploadId = upload.UploadId;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentParts, CancellationToken = cancellationToken };

        // When a part fails, the others are called back, and all of them have ended before this ends with the first error.
        await Parallel.ForEachAsync(
            Prepend(first, rest),
            parallel,
            async (part, token) => await SendPartAsync(upload, part, token).ConfigureAwait(false)).ConfigureAwait(false);

        UploadManifest manifest = ledger.ToManifest(upload.UploadId);
        manifest = manifest with { Checksum = ObjectCrc32.Of(manifest.Parts) };
        StoredObject stored = await CallAsync(token => gateway.CompleteAsync(request, upload, manifest, token), cancellationToken)
            .ConfigureAwait(false);
        if (string.IsNullOrEmpty(stored.ETag))
        {
            string? eTag = await CallAsync(token => gateway.GetETagAsync(request, token), cancellationToken).ConfigureAwait(false);
            stored = stored with { ETag = eTag };
        }

        return Completed(ledger.ToManifest(upload.UploadId), stored);
    }

    private async Task SendPartAsync(OpenUpload upload, PartContent part, CancellationToken cancellationToken)
    {
        using (part)
        {
            try
            {
                UploadedPart stored = await _executor.ExecuteAsync(
                    part,
                    withMD5: !upload.KeepsPartChecksums,
                    (attempt, token) => gateway.UploadPartAsync(request, upload, attempt, token),
                    cancellationToken).ConfigureAwait(false);
                ledger.OnStored(stored);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                throw new PartFailedException(part.Range.PartNumber, error);
            }
        }
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        pipeline.ExecuteAsync(async token => await call(token).ConfigureAwait(false), cancellationToken).AsTask();

    private static async IAsyncEnumerable<PartContent> Prepend(PartContent first, IAsyncEnumerator<PartContent> rest)
    {
        yield return first;
        while (await rest.MoveNextAsync().ConfigureAwait(false))
        {
            yield return rest.Current;
        }
    }

    private static UploadManifest Completed(UploadManifest manifest, StoredObject stored) => manifest with
    {
        IsComplete = true,
        ETag = stored.ETag,
        VersionId = stored.VersionId,
        Location = stored.Location,
        Checksum = ObjectCrc32.Of(manifest.Parts),
    };

    private async Task<FailedUploadState> CleanUpAsync()
    {
        if (_uploadId is not { } uploadId)
        {
            return FailedUploadState.None;
        }

        var aborter = new UploadAborter(gateway, pipeline, options.AbortTimeout, time, logger);
        bool gone = await aborter.TryAbortAsync(request, uploadId).ConfigureAwait(false);
        FailedUploadState state = gone ? FailedUploadState.Aborted : FailedUploadState.Open;
        Log.Failed(logger, uploadId, state);
        return state;
    }

    private MultipartUploadException Failure(Exception error, FailedUploadState state)
    {
        (Exception cause, int? partNumber) = error is PartFailedException { InnerException: { } inner } failed
            ? (inner, failed.PartNumber)
            : (error, (int?)null);
        UploadManifest manifest = ledger.ToManifest(_uploadId);
        string where = partNumber is { } number ? $" at part {number:N0}" : "";
        string outcome = state switch
        {
            FailedUploadState.Aborted => $"The multipart upload was aborted; nothing of it stays stored.",
            FailedUploadState.Open => $"The multipart upload {_uploadId} could not be aborted: its {manifest.Parts.Count:N0} parts stay " +
                "stored, and are paid for, until AbortMultipartUpload or a lifecycle rule removes them.",
            _ => "Nothing was stored.",
        };
        return new MultipartUploadException(
            $"Storing '{request.Key}' in bucket '{request.BucketName}' failed{where}: {cause.Message} {outcome}",
            manifest, state, partNumber, cause);
    }
}
