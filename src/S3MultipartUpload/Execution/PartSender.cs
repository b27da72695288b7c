using System.Runtime.CompilerServices;

namespace S3MultipartUpload;

/// <summary>Sends the parts of one upload, several at a time; what an earlier run has stored is compared and not sent.</summary>
internal sealed class PartSender(
    UploadServices services, UploadRequest request, OpenUpload upload, UploadLedger ledger, PartExecutor executor, EarlierParts earlier)
{
    /// <summary>
    /// Sends all that is read. When a part fails, the others are called back, and all of them have ended before this ends with the
    /// first error.
    /// </summary>
    /// <param name="first">The part that has been read.</param>
    /// <param name="rest">The parts behind it.</param>
    /// <param name="reading">Ends the reading, which can wait for a source for as long as it likes.</param>
    /// <param name="cancellationToken">Ends it all.</param>
    public Task SendAllAsync(
        PartContent first, IAsyncEnumerator<PartContent> rest, CancellationTokenSource reading, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = services.Options.MaxConcurrentParts,
            CancellationToken = cancellationToken,
        };
        return Parallel.ForEachAsync(
            Prepend(first, rest, reading, CancellationToken.None),
            parallel,
            async (part, token) => await SendAsync(part, token).ConfigureAwait(false));
    }

    private async Task SendAsync(PartContent part, CancellationToken cancellationToken)
    {
        using (part)
        {
            try
            {
                await UploadPause.RunAsync(request.Pause, () => StoreAsync(part, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                throw new PartFailedException(part.Range.PartNumber, error);
            }
        }
    }

    private async Task<bool> StoreAsync(PartContent part, CancellationToken cancellationToken)
    {
        if (earlier.Find(part.Range) is { } candidate)
        {
            PartChecksum checksum = await executor.HashAsync(part, candidate.ChoiceOf(upload.ChecksumAlgorithm), cancellationToken).ConfigureAwait(false);
            if (candidate.Match(checksum) is { } same)
            {
                earlier.OnMatched(candidate);
                ledger.OnResumed(same);
                return true;
            }
        }

        ledger.OnStored(await executor.ExecuteAsync(
            part,
            upload.Choice,
            (attempt, token) => services.Gateway.UploadPartAsync(request, upload, attempt, token),
            cancellationToken).ConfigureAwait(false));
        return false;
    }

    /// <summary>During a pause nothing further is read either: its memory is left to uploads that are not paused.</summary>
    private async IAsyncEnumerable<PartContent> Prepend(
        PartContent first,
        IAsyncEnumerator<PartContent> rest,
        CancellationTokenSource reading,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration stop = cancellationToken.Register(reading.Cancel);
        yield return first;
        await UploadPause.WaitAsync(request.Pause, cancellationToken).ConfigureAwait(false);
        while (await rest.MoveNextAsync().ConfigureAwait(false))
        {
            yield return rest.Current;
            await UploadPause.WaitAsync(request.Pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
