using System.Runtime.CompilerServices;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Sends the parts of an upload, several at a time; what an earlier run has stored is compared and not sent.</summary>
internal sealed class PartSender(PartExecutor executor, PartBufferPool buffers, int maxConcurrentParts)
{
    /// <summary>The parts that have to be read, as far ahead as they are asked for.</summary>
    public IAsyncEnumerable<PartContent> Read(RunInput run, EarlierParts earlier, CancellationToken cancellationToken) =>
        new PartReader(run.Request.Source, run.Plan, buffers, earlier.Kept.Select(part => part.PartNumber).ToHashSet())
            .ReadAsync(cancellationToken);

    /// <summary>
    /// Sends all that is read. When a part fails, the others are called back, and all of them have ended before this ends with the
    /// first error.
    /// </summary>
    /// <param name="run">What is being stored.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="earlier">What an earlier run has stored.</param>
    /// <param name="first">The part that has been read.</param>
    /// <param name="rest">The parts behind it.</param>
    /// <param name="reading">Ends the reading, which can wait for a source for as long as it likes.</param>
    /// <param name="cancellationToken">Ends it all.</param>
    public Task SendAllAsync(
        RunInput run,
        OpenUpload upload,
        EarlierParts earlier,
        PartContent first,
        IAsyncEnumerator<PartContent> rest,
        CancellationTokenSource reading,
        CancellationToken cancellationToken)
    {
        UploadPause? pause = run.Request.Pause;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = maxConcurrentParts, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            Prepend(first, rest, pause, reading, CancellationToken.None),
            parallel,
            async (part, token) =>
            {
                using (part)
                {
                    try
                    {
                        await UploadPause.RunAsync(pause, () => SendAsync(run.Ledger, upload, earlier, part, token), token)
                            .ConfigureAwait(false);
                    }
                    catch (Exception error) when (!token.IsCancellationRequested)
                    {
                        throw new PartFailedException(part.Range.PartNumber, error);
                    }
                }
            });
    }

    private async Task<bool> SendAsync(
        UploadLedger ledger, OpenUpload upload, EarlierParts earlier, PartContent part, CancellationToken cancellationToken)
    {
        if (earlier.Find(part.Range) is { } candidate)
        {
            PartChecksum checksum = await executor
                .HashAsync(part, candidate.ChoiceOf(upload.Record.ChecksumAlgorithm), cancellationToken).ConfigureAwait(false);
            if (candidate.Match(checksum) is { } same)
            {
                earlier.OnMatched(candidate);
                ledger.OnResumed(same);
                return true;
            }
        }

        ledger.OnStored(await executor.UploadAsync(part, upload, ledger, cancellationToken).ConfigureAwait(false));
        return false;
    }

    /// <summary>During a pause nothing further is read either: its memory is left to uploads that are not paused.</summary>
    private static async IAsyncEnumerable<PartContent> Prepend(
        PartContent first,
        IAsyncEnumerator<PartContent> rest,
        UploadPause? pause,
        CancellationTokenSource reading,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration stop = cancellationToken.Register(reading.Cancel);
        yield return first;
        await UploadPause.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        while (await rest.MoveNextAsync().ConfigureAwait(false))
        {
            yield return rest.Current;
            await UploadPause.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
