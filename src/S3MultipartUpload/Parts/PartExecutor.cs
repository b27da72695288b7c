using Amazon.S3;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Line;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Parts;

/// <summary>
/// Sends one part, as often as the pipeline says; every attempt gets a body from the first byte and a watch of its own.
/// </summary>
/// <param name="gateway">The store.</param>
/// <param name="calls">The pipeline.</param>
/// <param name="budget">How many parts may be in flight, over all uploads; one that waits for its next attempt is not.</param>
/// <param name="hedge">Sends a slow part twice.</param>
internal sealed class PartExecutor(MultipartGateway gateway, StoreCalls calls, PartBudget budget, PartHedge hedge)
{
    public const string PutObject = "PutObject";

    /// <summary>Sends a part of a multipart upload.</summary>
    public Task<UploadedPart> UploadAsync(
        PartContent part, OpenUpload upload, IAttemptObserver observer, CancellationToken cancellationToken) => ExecuteAsync(
        "UploadPart",
        part,
        upload.Choice,
        (attempt, token) => gateway.UploadPartAsync(upload, attempt, token),
        observer,
        cancellationToken,
        gateway.TellsPartsByBytes(upload) ? observer.Times : null);

    /// <summary>Reads a part for its checksum alone.</summary>
    public async Task<PartChecksum> HashAsync(
        PartContent part, ChecksumChoice choice, LineShare share, CancellationToken cancellationToken) =>
        await calls.Pipeline.ExecuteAsync(
            async token => await budget.Line
                .RunPartAsync(share, () => ComputeChecksumAsync(part, choice, token), token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);

    /// <param name="operation">The name of the request, in S3's words.</param>
    /// <param name="part">The part.</param>
    /// <param name="choice">The checksums that go with it.</param>
    /// <param name="send">One request that sends the attempt; what it returns is what the store confirmed.</param>
    /// <param name="observer">Told of every attempt.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <param name="siblings">How long parts took; null where it must not be sent twice at one time.</param>
    public async Task<T> ExecuteAsync<T>(
        string operation,
        PartContent part,
        ChecksumChoice choice,
        Func<PartAttempt, CancellationToken, Task<T>> send,
        IAttemptObserver observer,
        CancellationToken cancellationToken,
        PartTimes? siblings = null)
    {
        using var call = new StoreCall(calls, operation, operation == PutObject ? null : part.Range.PartNumber);
        PartChecksum? checksum = null;
        bool wasDamaged = false;
        T stored = await call.ExecuteAsync(
            async token =>
            {
                if (call.Attempts > 1)
                {
                    observer.OnRetry();
                }

                try
                {
                    return await budget.Line.RunPartAsync(
                        observer.Share,
                        async () =>
                        {
                            checksum ??= await ComputeChecksumAsync(part, choice, token).ConfigureAwait(false);
                            return await hedge.RunAsync(
                                part.Range,
                                siblings,
                                observer.Share,
                                (isFirst, end) => call.RequestAsync(
                                    () => AttemptAsync(part, checksum.Value, send, isFirst ? observer : null, end)),
                                token).ConfigureAwait(false);
                        },
                        token).ConfigureAwait(false);
                }
                catch (AmazonS3Exception mismatch) when (TransientS3Errors.IsMismatch(mismatch))
                {
                    await ThrowUnlessSameAsync(part, choice, checksum, mismatch, token).ConfigureAwait(false);
                    if (wasDamaged)
                    {
                        throw new IntegrityException(
                            $"The store received other bytes of part {part.Range.PartNumber:N0} than were sent, twice, though the source " +
                            "gives the same ones whenever it is read. Look for what damages them on their way (a proxy, a network " +
                            "card, memory).",
                            mismatch);
                    }

                    wasDamaged = true;
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
        Telemetry.OnPart(part.Range.Length, "sent");
        return stored;
    }

    /// <summary>What is in memory is there: nothing is waited for, so nothing is watched.</summary>
    private Task<PartChecksum> ComputeChecksumAsync(PartContent part, ChecksumChoice choice, CancellationToken cancellationToken) =>
        part.Bytes is { } bytes ? Task.FromResult(PartChecksum.Compute(bytes, choice, cancellationToken)) : AttemptWatch.RunAsync(
            calls.Patience,
            Wait.Body,
            $"Reading part {part.Range.PartNumber:N0}",
            async watch =>
            {
                Stream stream = await part.OpenAsync(watch.Token).ConfigureAwait(false);
                var body = new PartBody(stream, part.Range, watch, budget: null);
                await using (body.ConfigureAwait(false))
                {
                    return await PartChecksum.ComputeAsync(body, choice, watch.Token).ConfigureAwait(false);
                }
            },
            cancellationToken);

    private Task<T> AttemptAsync<T>(
        PartContent part,
        PartChecksum checksum,
        Func<PartAttempt, CancellationToken, Task<T>> send,
        IAttemptObserver? observer,
        CancellationToken cancellationToken) => AttemptWatch.RunAsync(
        calls.Patience,
        Wait.Connection,
        $"Sending part {part.Range.PartNumber:N0}",
        async watch =>
        {
            Stream stream = await part.OpenAsync(watch.Token).ConfigureAwait(false);
            var body = new PartBody(stream, part.Range, watch, budget);
            await using (body.ConfigureAwait(false))
            {
                var attempt = new PartAttempt(part.Range, body, checksum);
                observer?.OnAttempt(attempt);
                return await send(attempt, watch.Token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Either the bytes were damaged on their way, then they are sent again; or the source has other bytes now.</summary>
    private async Task ThrowUnlessSameAsync(
        PartContent part, ChecksumChoice choice, PartChecksum? sent, Exception mismatch, CancellationToken cancellationToken)
    {
        if (await ComputeChecksumAsync(part, choice, cancellationToken).ConfigureAwait(false) != sent)
        {
            throw new SourceChangedException(
                $"Part {part.Range.PartNumber:N0} of the source has other bytes than when it was read first.", mismatch);
        }
    }
}
