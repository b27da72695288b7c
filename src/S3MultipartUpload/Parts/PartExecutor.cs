using Amazon.S3;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Parts;

/// <summary>
/// Sends one part, as often as the pipeline says; every attempt gets a body from the first byte and deadlines of its own.
/// </summary>
/// <param name="gateway">The store.</param>
/// <param name="calls">The pipeline.</param>
/// <param name="stallTimeout">How long nothing of a part may be read while it is being sent.</param>
/// <param name="time">The clock.</param>
internal sealed class PartExecutor(MultipartGateway gateway, StoreCalls calls, TimeSpan stallTimeout, TimeProvider time)
{
    /// <summary>Sends a part of a multipart upload.</summary>
    public Task<UploadedPart> UploadAsync(
        PartContent part, OpenUpload upload, IAttemptObserver observer, CancellationToken cancellationToken) => ExecuteAsync(
        part, upload.Choice, (attempt, token) => gateway.UploadPartAsync(upload, attempt, token), observer, cancellationToken);

    /// <summary>Reads a part for its checksum alone.</summary>
    public async Task<PartChecksum> HashAsync(PartContent part, ChecksumChoice choice, CancellationToken cancellationToken) =>
        await calls.Pipeline.ExecuteAsync(token => ComputeChecksumAsync(part, choice, token), cancellationToken).ConfigureAwait(false);

    /// <param name="part">The part.</param>
    /// <param name="choice">The checksums that go with it.</param>
    /// <param name="send">One request that sends the attempt; what it returns is what the store confirmed.</param>
    /// <param name="observer">Told of every attempt.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async Task<T> ExecuteAsync<T>(
        PartContent part,
        ChecksumChoice choice,
        Func<PartAttempt, CancellationToken, Task<T>> send,
        IAttemptObserver observer,
        CancellationToken cancellationToken)
    {
        int attempts = 0;
        PartChecksum? checksum = null;
        bool wasDamaged = false;
        return await calls.Pipeline.ExecuteAsync(
            async token =>
            {
                if (attempts++ > 0)
                {
                    observer.OnRetry();
                }

                try
                {
                    checksum ??= await ComputeChecksumAsync(part, choice, token).ConfigureAwait(false);
                    return await AttemptAsync(part, checksum.Value, send, observer, token).ConfigureAwait(false);
                }
                catch (AmazonS3Exception mismatch) when (TransientS3Errors.IsMismatch(mismatch))
                {
                    Log.AttemptFailed(calls.Logger, part.Range.PartNumber, attempts, mismatch);
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
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    Log.AttemptFailed(calls.Logger, part.Range.PartNumber, attempts, failure);
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<PartChecksum> ComputeChecksumAsync(
        PartContent part, ChecksumChoice choice, CancellationToken cancellationToken)
    {
        Stream stream = await part.OpenAsync(cancellationToken).ConfigureAwait(false);
        var body = new PartBody(stream, part.Range, onRead: static _ => { });
        await using (body.ConfigureAwait(false))
        {
            return await PartChecksum.ComputeAsync(body, choice, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> AttemptAsync<T>(
        PartContent part,
        PartChecksum checksum,
        Func<PartAttempt, CancellationToken, Task<T>> send,
        IAttemptObserver observer,
        CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        Stream stream = await part.OpenAsync(either.Token).ConfigureAwait(false);

        // The clock runs while the part is being read, to be hashed or sent; not while the SDK waits for a connection or the answer.
        var body = new PartBody(
            stream, part.Range, more => stall.CancelAfter(more ? stallTimeout : Timeout.InfiniteTimeSpan));
        await using (body.ConfigureAwait(false))
        {
            int number = part.Range.PartNumber;
            var attempt = new PartAttempt(part.Range, body, checksum);
            observer.OnAttempt(attempt);
            try
            {
                return await send(attempt, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException canceled) when (stall.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"Nothing of part {number:N0} moved for {stallTimeout} " +
                    $"({nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.StallTimeout)}).",
                    canceled);
            }
        }
    }

    /// <summary>Either the bytes were damaged on their way, then they are sent again; or the source has other bytes now.</summary>
    private static async Task ThrowUnlessSameAsync(
        PartContent part, ChecksumChoice choice, PartChecksum? sent, Exception mismatch, CancellationToken cancellationToken)
    {
        if (await ComputeChecksumAsync(part, choice, cancellationToken).ConfigureAwait(false) != sent)
        {
            throw new SourceChangedException(
                $"Part {part.Range.PartNumber:N0} of the source has other bytes than when it was read first.", mismatch);
        }
    }
}
