using System.Net;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Stores a small source by one PutObject request.</summary>
internal sealed class SinglePut(ObjectGateway objects, ProviderProfile profile, PartExecutor executor, ILogger logger)
{
    public async Task<StoreOutcome> ExecuteAsync(
        ObjectSettings target,
        PartChecksumAlgorithm algorithm,
        PartContent whole,
        IAttemptObserver observer,
        CancellationToken cancellationToken)
    {
        // Nothing has told yet which checksums the store knows, but for its profile.
        bool sendsChecksum = profile.ConfirmsChecksums && profile.ChecksumAlgorithms.Contains(algorithm);
        string? token = target.HasUploadToken ? UploadToken.Create() : null;
        PartAttempt? unconfirmed = null;
        try
        {
            (PartAttempt sent, StoredObject stored) = await executor.ExecuteAsync(
                PartExecutor.PutObject,
                whole,
                new ChecksumChoice(algorithm, WithMD5: !sendsChecksum && algorithm != PartChecksumAlgorithm.None),
                AttemptAsync,
                observer,
                cancellationToken).ConfigureAwait(false);
            return StoreOutcome.Of(stored, [sent.StoredAs(stored.ETag ?? "")]);
        }
        catch (Exception error)
        {
            return unconfirmed is null
                ? new StoreOutcome.NotStored(error)
                : new StoreOutcome.Unclear(error, ProofOf(unconfirmed), [unconfirmed.StoredAs("")]);
        }

        async Task<(PartAttempt Sent, StoredObject Stored)> AttemptAsync(PartAttempt attempt, CancellationToken end)
        {
            if (target.FullObjectChecksum is { } expected)
            {
                ObjectDigest.Require(expected, attempt.Checksum.Value);
            }

            try
            {
                StoredObject stored = await objects.PutAsync(target, token, attempt, sendsChecksum, end).ConfigureAwait(false);
                return (attempt, HasUnlikelyETag(attempt, stored)
                    ? await LookAsync(target, ProofOf(attempt), stored, end).ConfigureAwait(false)
                    : stored);
            }
            catch (Exception error) when (IsUnclear(error, attempt))
            {
                unconfirmed = attempt;
                throw;
            }
        }

        ObjectProof ProofOf(PartAttempt attempt) => new(
            token, attempt.Range.Length, algorithm, sendsChecksum ? ObjectDigest.OfPut(algorithm, attempt.StoredAs("-")) : null);
    }

    private static bool HasUnlikelyETag(PartAttempt attempt, StoredObject stored) =>
        attempt.Checksum.MD5 is not null && ETags.ToMD5(stored.ETag) is not null && !attempt.Checksum.IsETag(stored.ETag ?? "");

    /// <summary>An ETag that looks like an MD5, but is not the bytes', may be right all the same: the object itself tells.</summary>
    private async Task<StoredObject> LookAsync(
        ObjectSettings target, ObjectProof proof, StoredObject stored, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.FindAsync(target, proof, stored.VersionId, cancellationToken).ConfigureAwait(false)
                ?? throw new UnusableAnswerException("The store's answer to PutObject is wrong, and the object is not there.");
        }
        catch (Exception failure) when (failure is AmazonS3Exception or InvalidOperationException)
        {
            Log.ConfirmationFailed(logger, "HeadObject", failure);
            return stored;
        }
    }

    /// <summary>An object that must not be there may have been stored by an attempt that the SDK made and did not tell of.</summary>
    private static bool IsUnclear(Exception error, PartAttempt attempt) =>
        error is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict }
        || (TransientS3Errors.IsAmbiguous(error) && (TransientS3Errors.IsTransient(error) || IsSent(attempt)));

    /// <summary>A source may fail with whatever it likes, but not behind its last byte.</summary>
    private static bool IsSent(PartAttempt attempt) => attempt.Body.Position == attempt.Range.Length;
}
