using System.Runtime.CompilerServices;
using Amazon.S3;
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
    private readonly UploadToken _token = UploadToken.Create();
    private string? _uploadId;
    private bool _mayBeStored;
    private PartAttempt? _unconfirmedPut;

    public async Task<UploadManifest> ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            StoredObject stored = await StoreAsync(cancellationToken).ConfigureAwait(false);
            return Completed(stored);
        }
        catch (Exception error)
        {
            // By now no part is being sent any more.
            var failed = new FailedUpload(gateway, options, time, logger);
            (FailedUploadState state, StoredObject? stored) = await failed
                .SettleAsync(request, _token, _unconfirmedPut?.Range.Length ?? ledger.BytesStored, _uploadId, _mayBeStored)
                .ConfigureAwait(false);
            if (stored is not null)
            {
                if (_unconfirmedPut is not null)
                {
                    ledger.OnStored(_unconfirmedPut.StoredAs(stored.ETag ?? ""));
                }

                return Completed(stored);
            }

            if (_uploadId is not null)
            {
                Log.Failed(logger, _uploadId, state);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException("The upload was cancelled.", error, cancellationToken);
            }

            throw UploadFailure.Create(error, state, ledger.ToManifest(_uploadId));
        }
    }

    private async Task<StoredObject> StoreAsync(CancellationToken cancellationToken)
    {
        var reader = new PartReader(request.Source, plan, buffers);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<PartContent> parts = reader.ReadAsync(reading.Token).GetAsyncEnumerator(reading.Token);
        await using (parts.ConfigureAwait(false))
        {
            await parts.MoveNextAsync().ConfigureAwait(false);
            using PartContent first = parts.Current;
            return first.IsLast && first.Range.Length <= plan.SinglePutThreshold
                ? await PutAsync(first, cancellationToken).ConfigureAwait(false)
                : await SendPartsAsync(first, parts, reading, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StoredObject> PutAsync(PartContent whole, CancellationToken cancellationToken)
    {
        (UploadedPart part, StoredObject stored) = await _executor.ExecuteAsync(
            whole,
            withMD5: true, // Nothing has told yet which checksums the store knows.
            async (attempt, token) =>
            {
                try
                {
                    return await gateway.PutAsync(request, _token, attempt, token).ConfigureAwait(false);
                }
                catch (Exception error) when (TransientS3Errors.IsAmbiguous(error) && !cancellationToken.IsCancellationRequested)
                {
                    (_mayBeStored, _unconfirmedPut) = (true, attempt);
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
        ledger.OnStored(part);
        return stored;
    }

    private async Task<StoredObject> SendPartsAsync(
        PartContent first, IAsyncEnumerator<PartContent> rest, CancellationTokenSource reading, CancellationToken cancellationToken)
    {
        OpenUpload upload = await CallAsync(
            "CreateMultipartUpload", token => CreateAsync(token, cancellationToken), cancellationToken).ConfigureAwait(false);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentParts, CancellationToken = cancellationToken };

        // When a part fails, the others are called back, and all of them have ended before this ends with the first error.
        await Parallel.ForEachAsync(
            Prepend(first, rest, reading, CancellationToken.None),
            parallel,
            async (part, token) => await SendPartAsync(upload, part, token).ConfigureAwait(false)).ConfigureAwait(false);

        UploadManifest manifest = ledger.ToManifest(upload.UploadId);
        manifest = manifest with { Checksum = ObjectCrc32.Of(manifest.Parts) };
        return await CallAsync("CompleteMultipartUpload", token => CompleteAsync(upload, manifest, token), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// A cancelled caller gives the store time to answer: without its id, an upload that was opened could not be aborted.
    /// </summary>
    private async Task<OpenUpload> CreateAsync(CancellationToken attempt, CancellationToken caller)
    {
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using CancellationTokenRegistration end = attempt.Register(
            () => patience.CancelAfter(caller.IsCancellationRequested ? options.AbortTimeout : TimeSpan.Zero));
        OpenUpload upload = await gateway.CreateAsync(request, _token, patience.Token).ConfigureAwait(false);
        _uploadId = upload.UploadId;
        return upload;
    }

    /// <summary>An answer without an ETag proves nothing (though Ceph RGW gives no other): then the object itself must.</summary>
    private async Task<StoredObject> CompleteAsync(OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            StoredObject answer = await gateway.CompleteAsync(request, upload, manifest, cancellationToken).ConfigureAwait(false);
            if (!string.IsNullOrEmpty(answer.ETag))
            {
                return answer;
            }

            _mayBeStored = true;
            return await gateway.FindAsync(request, _token, manifest.Size, cancellationToken).ConfigureAwait(false)
                ?? throw new UnusableAnswerException("The store's answer to CompleteMultipartUpload is empty, and the object is not there.");
        }
        catch (Exception error) when (TransientS3Errors.IsAmbiguous(error) || error is AmazonS3Exception { ErrorCode: "NoSuchUpload" })
        {
            // An upload that is gone may have been completed by an attempt that the SDK made and did not tell of.
            _mayBeStored = true;
            throw;
        }
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

    private async Task<T> CallAsync<T>(string operation, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        int attempts = 0;
        return await pipeline.ExecuteAsync(
            async token =>
            {
                attempts++;
                try
                {
                    return await call(token).ConfigureAwait(false);
                }
                catch (Exception failure) when (TransientS3Errors.IsTransient(failure) && !cancellationToken.IsCancellationRequested)
                {
                    Log.CallFailed(logger, operation, attempts, failure);
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The token ends when a part has failed: then nothing more is read, however long the source would let us wait.</summary>
    private static async IAsyncEnumerable<PartContent> Prepend(
        PartContent first,
        IAsyncEnumerator<PartContent> rest,
        CancellationTokenSource reading,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration stop = cancellationToken.Register(reading.Cancel);
        yield return first;
        while (await rest.MoveNextAsync().ConfigureAwait(false))
        {
            yield return rest.Current;
        }
    }

    private UploadManifest Completed(StoredObject stored)
    {
        UploadManifest manifest = ledger.ToManifest(_uploadId);
        Log.Completed(logger, manifest.Size, manifest.Parts.Count, manifest.Duration, manifest.Retries);
        return manifest with
        {
            IsComplete = true,
            ETag = stored.ETag,
            VersionId = stored.VersionId,
            Location = stored.Location,
            Checksum = ObjectCrc32.Of(manifest.Parts),
        };
    }
}
