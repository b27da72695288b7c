using Amazon.S3;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <inheritdoc cref="IMultipartSession"/>
#pragma warning disable CA1001 // A session may be forgotten at any time: what it holds has neither timer nor handle.
internal sealed class MultipartSession(
    OpenUpload upload,
    SessionSender sender,
    SpanSender spans,
    PartSigner signer,
    SessionCompletion completion,
    TimeProvider time,
    ILogger logger,
    bool logsKeys)
    : IMultipartSession
#pragma warning restore CA1001
{
    private const string Aborted = "was aborted";
    private const string Completed = "was completed";

    /// <summary>How often the object is completed of what the store lists then: others may have sent parts again meanwhile.</summary>
    private const int MostCompletions = 3;

    private readonly SessionParts _parts = new();
    private readonly SessionReceipt _receipt = new(upload, time);
    private readonly PartTurns _turns = new();
    private readonly CancellationTokenSource _aborting = new();
    private string? _ended;
    private UploadManifest? _manifest;

    public string BucketName => upload.Record.BucketName;

    public string Key => upload.Record.Key;

    public string UploadId => upload.UploadId;

    public async Task<StoredPart> UploadPartAsync(int partNumber, IPartSource source, CancellationToken cancellationToken = default)
    {
        using UploadScope? scope = BeginScope();
        try
        {
            return await StoreAsync(
                partNumber,
                () => sender.ThrowIfRefused(partNumber, source),
                token => sender.SendAsync(upload, partNumber, source, _parts, token),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await Disposal.DisposeAsync(source, logger).ConfigureAwait(false);
        }
    }

    public async Task<UploadedSpan> UploadRangeAsync(
        IPartSource source, PartSpan span, SourceIdentity? identity = null, CancellationToken cancellationToken = default)
    {
        using UploadScope? scope = BeginScope();
        try
        {
            ThrowIfEnded();
            long length = spans.ThrowIfRefused(source, span);
            identity?.ThrowIfChanged(source);
            IReadOnlyDictionary<int, StoredPart> listed = await ListAsync(cancellationToken).ConfigureAwait(false);
            var stored = new (StoredPart Part, bool WasThere)[span.LastPart - span.FirstPart + 1];
            var parallel = new ParallelOptions
            {
                MaxDegreeOfParallelism = spans.ConcurrencyOf(span),
                CancellationToken = cancellationToken,
            };
            await Parallel.ForEachAsync(
                span.RangesOf(length),
                parallel,
                async (range, cancel) => stored[range.PartNumber - span.FirstPart] = await StoreAsync(
                    range.PartNumber,
                    () => { },
                    token => spans.SendAsync(upload, source, range, listed.GetValueOrDefault(range.PartNumber), _parts, token),
                    cancel).ConfigureAwait(false)).ConfigureAwait(false);
            return new UploadedSpan
            {
                Parts = [.. stored.Select(part => part.Part)],
                PartsResumed = stored.Count(part => part.WasThere),
            };
        }
        finally
        {
            await Disposal.DisposeAsync(source, logger).ConfigureAwait(false);
        }
    }

    public async Task<StoredPart> CopyPartAsync(int partNumber, CopySource source, CancellationToken cancellationToken = default)
    {
        using UploadScope? scope = BeginScope();
        return await StoreAsync(
            partNumber,
            () => sender.ThrowIfRefused(partNumber, source),
            token => sender.CopyAsync(upload, partNumber, source, _parts, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<PresignedPart> SignPartAsync(
        int partNumber,
        long length,
        string? checksum = null,
        TimeSpan? lifetime = null,
        CancellationToken cancellationToken = default)
    {
        using UploadScope? scope = BeginScope();
        ThrowIfEnded();
        try
        {
            PresignedPart signed = await signer.SignAsync(upload, partNumber, length, checksum, lifetime, cancellationToken)
                .ConfigureAwait(false);
            _parts.Forget(partNumber); // What the store has of it from now on, it alone knows.
            return signed;
        }
        catch (Exception error) when (error is not (UploadRefusedException or OperationCanceledException))
        {
            throw FailureOf(SettledUpload.Failure(FailedUploadState.Kept, error));
        }
    }

    public async Task<IReadOnlyList<StoredPart>> ListPartsAsync(CancellationToken cancellationToken = default)
    {
        using UploadScope? scope = BeginScope();
        ThrowIfEnded();
        return [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Values];
    }

    public async Task<UploadManifest> CompleteAsync(IEnumerable<int>? partNumbers = null, CancellationToken cancellationToken = default)
    {
        using UploadScope? scope = BeginScope();
        if (Volatile.Read(ref _manifest) is { } manifest)
        {
            return manifest;
        }

        ThrowIfEnded();
        IReadOnlyList<int>? asked = completion.Check(partNumbers);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborting.Token);
        try
        {
            return await _turns.RunAloneAsync(() => CompleteInTurnAsync(asked, either.Token), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException canceled)
            when (canceled is not UploadCanceledException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Completing the object was cancelled.", canceled, cancellationToken);
        }
    }

    public Task<UploadManifest> CompleteExactlyAsync(IEnumerable<StoredPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        StoredPart[] exact = [.. parts];
        foreach (StoredPart part in exact)
        {
            _parts.OnStored(part); // As if this session had sent it: what the store has must agree with it.
        }

        return CompleteAsync(exact.Select(part => part.PartNumber), cancellationToken);
    }

    public async Task AbortAsync(CancellationToken cancellationToken = default)
    {
        using UploadScope? scope = BeginScope();
        Interlocked.CompareExchange(ref _ended, Aborted, comparand: null);
        ThrowIfCompleted();
        await _aborting.CancelAsync().ConfigureAwait(false);
        await _turns.WhenQuietAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfCompleted(); // The object may have been stored before that could be called back.
        if (await completion.AbortAsync(upload).ConfigureAwait(false) is { } left)
        {
            throw FailureOf(left);
        }
    }

    public string ToJson() => SessionJson.Write(SessionRecord.Of(upload));

    private UploadScope? BeginScope() => UploadScope.Begin(logger, BucketName, logsKeys ? Key : null, UploadId);

    private async Task<IReadOnlyDictionary<int, StoredPart>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await completion.ListAsync(upload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw await FailureAsync(error).ConfigureAwait(false);
        }
    }

    private async Task<T> StoreAsync<T>(
        int partNumber, Action refuse, Func<CancellationToken, Task<T>> store, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborting.Token);
        try
        {
            ThrowIfEnded();
            refuse();
            return await _turns.RunAsync(
                partNumber,
                () =>
                {
                    ThrowIfEnded();
                    return store(either.Token);
                },
                either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Sending the part was cancelled.", canceled, cancellationToken);
        }
        catch (Exception error) when (error is not (UploadRefusedException or CopySourceException or OperationCanceledException))
        {
            throw await FailureAsync(new PartFailedException(partNumber, error)).ConfigureAwait(false);
        }
    }

    private async Task<UploadManifest> CompleteInTurnAsync(IReadOnlyList<int>? asked, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        UploadManifest manifest = _receipt.Of([], _parts.Retries);
        SettledUpload settled;
        try
        {
            int completions = 0;
            do
            {
                manifest = _receipt.Of(
                    await completion.FindPartsAsync(upload, _parts, asked, mustList: completions > 0, cancellationToken)
                        .ConfigureAwait(false),
                    _parts.Retries);
                settled = await completion.CompleteAsync(upload, manifest, cancellationToken).ConfigureAwait(false);
            }
            while (settled.Error is AmazonS3Exception { ErrorCode: "InvalidPart" } && ++completions < MostCompletions);
        }
        catch (Exception error) when (error is not UploadRefusedException)
        {
            settled = await completion.SettleAsync(upload, error).ConfigureAwait(false);
        }

        if (settled is { Error: { } first, State: not FailedUploadState.Completed })
        {
            throw cancellationToken.IsCancellationRequested
                ? UploadFailure.Canceled("Completing the object", settled, manifest, cancellationToken)
                : UploadFailure.Create(first, upload.Target, settled.State, manifest);
        }

        manifest = _receipt.OfCompleted(manifest, settled);
        Volatile.Write(ref _manifest, manifest);
        _ended = Completed;
        return manifest;
    }

    private async Task<Exception> FailureAsync(Exception error) =>
        FailureOf(await completion.SettleAsync(upload, error).ConfigureAwait(false));

    private Exception FailureOf(SettledUpload settled) => settled.State == FailedUploadState.Completed
        ? Ended(Completed)
        : UploadFailure.Create(
            settled.Error ?? new InvalidOperationException("The upload failed."),
            upload.Target,
            settled.State,
            _receipt.Of([], _parts.Retries));

    private static UploadRefusedException Ended(string how) => new($"The session has ended: its upload {how}. Start another.");

    private void ThrowIfCompleted()
    {
        if (_ended != Aborted)
        {
            ThrowIfEnded();
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is { } how)
        {
            throw Ended(how);
        }
    }
}
