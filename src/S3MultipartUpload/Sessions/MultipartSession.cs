using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <inheritdoc cref="IMultipartSession"/>
#pragma warning disable CA1001 // A session may be forgotten at any time: what it holds has neither timer nor handle.
internal sealed class MultipartSession(
    OpenUpload upload, SessionSender sender, SessionCompletion completion, TimeProvider time, ILogger logger) : IMultipartSession
#pragma warning restore CA1001
{
    private const string Aborted = "was aborted";

    /// <summary>The turn of completing: no part has this number.</summary>
    private const int Completion = 0;

    private readonly SessionParts _parts = new();
    private readonly PartTurns _turns = new();
    private readonly long _started = time.GetTimestamp();
    private readonly CancellationTokenSource _aborting = new();
    private string? _ended;

    public string BucketName => upload.Record.BucketName;

    public string Key => upload.Record.Key;

    public string UploadId => upload.UploadId;

    public async Task<StoredPart> UploadPartAsync(int partNumber, IPartSource source, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborting.Token);
        try
        {
            ThrowIfEnded();
            sender.ThrowIfRefused(partNumber, source);
            return await _turns.RunAsync(
                partNumber,
                () => sender.SendAsync(upload, partNumber, source, _parts, either.Token),
                either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Sending the part was cancelled.", canceled, cancellationToken);
        }
        catch (Exception error) when (error is not (UploadRefusedException or OperationCanceledException))
        {
            throw Failure(new PartFailedException(partNumber, error));
        }
        finally
        {
            await Disposal.DisposeAsync(source, logger).ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<StoredPart>> ListPartsAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        try
        {
            return [.. (await completion.ListAsync(upload, cancellationToken).ConfigureAwait(false)).Values];
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw Failure(error);
        }
    }

    public async Task<UploadManifest> CompleteAsync(IEnumerable<int>? partNumbers = null, CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        IReadOnlyList<int>? asked = completion.Check(partNumbers);
        if (!_turns.IsQuiet)
        {
            throw new UploadRefusedException(
                "Parts are still being sent, or the object is being completed. Complete when those calls have ended.");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborting.Token);
        try
        {
            return await _turns.RunAsync(Completion, () => CompleteInTurnAsync(asked, either.Token), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Completing the object was cancelled.", canceled, cancellationToken);
        }
    }

    public async Task AbortAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.CompareExchange(ref _ended, Aborted, comparand: null);
        ThrowIfCompleted();
        await _aborting.CancelAsync().ConfigureAwait(false);
        await _turns.WhenQuietAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfCompleted(); // The object may have been stored before that could be called back.
        if (await completion.TryAbortAsync(upload).ConfigureAwait(false) is { } failure)
        {
            throw UploadFailure.Create(failure, FailedUploadState.AbortFailed, ManifestOf([]));
        }
    }

    public string ToJson() => SessionJson.Write(SessionRecord.Of(upload));

    private async Task<UploadManifest> CompleteInTurnAsync(IReadOnlyList<int>? asked, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        UploadManifest manifest = ManifestOf([]);
        SettledUpload settled;
        try
        {
            manifest = ManifestOf(await completion.FindPartsAsync(upload, _parts, asked, cancellationToken).ConfigureAwait(false));
            settled = await completion.CompleteAsync(upload, manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not UploadRefusedException)
        {
            settled = await completion.SettleAsync(upload, error).ConfigureAwait(false);
        }

        if (settled.Error is { } first)
        {
            throw cancellationToken.IsCancellationRequested
                ? new OperationCanceledException("Completing the object was cancelled.", first, cancellationToken)
                : UploadFailure.Create(first, upload.Target, settled.State, manifest);
        }

        _ended = "was completed";
        return manifest with
        {
            IsComplete = true,
            ETag = settled.Stored?.ETag,
            VersionId = settled.Stored?.VersionId,
            Location = settled.Stored?.Location,
            Checksum = upload.ChecksumOf(manifest.Parts),
        };
    }

    private UploadManifest ManifestOf(IReadOnlyList<UploadedPart> parts) => new()
    {
        BucketName = BucketName,
        Key = Key,
        UploadId = UploadId,
        Size = parts.Sum(part => part.Size),
        PartSize = parts.Count > 0 ? parts[0].Size : 0,
        Parts = parts,
        ChecksumAlgorithm = upload.Record.ChecksumAlgorithm,
        Duration = time.GetElapsedTime(_started),
        Retries = _parts.Retries,
    };

    private MultipartUploadException Failure(Exception error) => UploadFailure.Create(
        error,
        SessionCompletion.IsGone(error) ? FailedUploadState.None : FailedUploadState.Kept,
        ManifestOf([]));

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
            throw new UploadRefusedException($"The session has ended: its upload {how}. Start another.");
        }
    }
}
