using System.Runtime.CompilerServices;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Line;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Sends the parts of an upload, several at a time; what an earlier run has stored is compared and not sent.</summary>
/// <param name="executor">Compares a part.</param>
/// <param name="transfer">Sends a part.</param>
/// <param name="buffers">Hold what can be read only once.</param>
/// <param name="maxConcurrentParts">How many at a time, at the most.</param>
/// <param name="drain">How long the parts on their way may go on when an upload ends that is kept.</param>
internal sealed class PartSender(
    PartExecutor executor, PartTransfer transfer, PartBufferPool buffers, int maxConcurrentParts, Deadline drain)
{
    /// <summary>The parts that have to be read, as far ahead as they are asked for.</summary>
    public IAsyncEnumerable<PartContent> Read(RunInput run, EarlierParts earlier, CancellationToken cancellationToken) =>
        new PartReader(run.Request.Source, run.Plan, buffers, earlier.Kept.Select(part => part.PartNumber).ToHashSet())
            .ReadAsync(cancellationToken);

    /// <summary>
    /// Sends all that is read. When a part fails, or the upload is cancelled, no other begins; those on their way are called back, or may
    /// finish if the upload is kept. All have ended before this ends with the first error.
    /// </summary>
    /// <param name="run">What is being stored.</param>
    /// <param name="upload">The upload.</param>
    /// <param name="earlier">What an earlier run has stored.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="keep">Whether the upload is kept when this fails.</param>
    /// <param name="cancellationToken">Ends it all.</param>
    public async Task SendAllAsync(
        RunInput run, OpenUpload upload, EarlierParts earlier, PartFeed parts, bool keep, CancellationToken cancellationToken)
    {
        UploadPause? pause = run.Request.Pause;
        using var sending = new Drain(keep ? drain : drain with { After = TimeSpan.Zero }, run.Request.DrainCancellationToken);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Min(run.Request.MaxConcurrentParts ?? maxConcurrentParts, maxConcurrentParts),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            Prepend(run, parts, CancellationToken.None),
            parallel,
            async (part, token) =>
            {
                using (part)
                {
                    try
                    {
                        await UploadPause.RunAsync(pause, () => SendUnlessEndedAsync(part, token), token).ConfigureAwait(false);
                    }
                    catch (Exception error) when (!token.IsCancellationRequested)
                    {
                        throw new PartFailedException(part.Range.PartNumber, error);
                    }
                }
            }).ConfigureAwait(false);

        async Task<bool> SendUnlessEndedAsync(PartContent part, CancellationToken token)
        {
            token.ThrowIfCancellationRequested();
            using CancellationTokenRegistration end = token.Register(sending.Begin);
            return await SendAsync(run, upload, earlier, part, sending.Token).ConfigureAwait(false);
        }
    }

    private async Task<bool> SendAsync(
        RunInput run, OpenUpload upload, EarlierParts earlier, PartContent part, CancellationToken cancellationToken)
    {
        if (earlier.Find(part.Range) is { } candidate)
        {
            ChecksumChoice choice = candidate.ChoiceOf(upload.Record.ChecksumAlgorithm);
            PartChecksum checksum = await executor
                .HashAsync(part, choice, run.Ledger.Share, cancellationToken).ConfigureAwait(false);
            if (candidate.Match(checksum) is { } same)
            {
                earlier.OnMatched(candidate);
                run.Ledger.OnResumed(same);
                return true;
            }
        }

        run.Ledger.OnStored(await transfer
            .ExecuteAsync(run.Request.Source, part, upload, run.Ledger, cancellationToken).ConfigureAwait(false));
        return false;
    }

    /// <summary>
    /// A part is read when the one before has its turn, and none during a pause: the memory is left to uploads that can send.
    /// </summary>
    private static async IAsyncEnumerable<PartContent> Prepend(
        RunInput run, PartFeed parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LineShare share = run.Ledger.Share;
        using CancellationTokenRegistration stop = cancellationToken.Register(parts.Reading.Cancel);
        await share.WaitAsync(cancellationToken).ConfigureAwait(false);
        yield return parts.First;
        await WaitAsync().ConfigureAwait(false);
        while (await parts.Rest.MoveNextAsync().ConfigureAwait(false))
        {
            yield return parts.Rest.Current;
            await WaitAsync().ConfigureAwait(false);
        }

        async Task WaitAsync()
        {
            await share.WaitAsync(cancellationToken).ConfigureAwait(false);
            await UploadPause.WaitAsync(run.Request.Pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
