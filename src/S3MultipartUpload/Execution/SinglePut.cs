using System.Net;
using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Stores a small source by one PutObject request.</summary>
internal sealed class SinglePut(UploadServices services, ObjectSettings target, string uploadToken, PartExecutor executor)
{
    private readonly PartChecksumAlgorithm _algorithm = services.AlgorithmOf(target);

    /// <summary>The part that an object would hold whose storage the store was asked for but did not confirm.</summary>
    public PartAttempt? Unconfirmed { get; private set; }

    /// <summary>Nothing has told yet which checksums the store knows, but for its profile.</summary>
    private bool SendsChecksum => services.Profile.ConfirmsChecksums && services.Profile.ChecksumAlgorithms.Contains(_algorithm);

    public Task<(UploadedPart Part, StoredObject Stored)> ExecuteAsync(PartContent whole, CancellationToken cancellationToken) =>
        executor.ExecuteAsync(
            whole,
            new ChecksumChoice(_algorithm, WithMD5: !SendsChecksum && _algorithm != PartChecksumAlgorithm.None),
            async (attempt, token) =>
            {
                try
                {
                    StoredObject stored = await services.Gateway
                        .PutAsync(target, uploadToken, attempt, SendsChecksum, token).ConfigureAwait(false);
                    stored = await SettledAsync(attempt, stored, token).ConfigureAwait(false);
                    return (attempt.StoredAs(stored.ETag ?? ""), stored);
                }
                catch (Exception error) when (IsUnclear(error))
                {
                    Unconfirmed = attempt;
                    throw;
                }
            },
            cancellationToken);

    /// <summary>What tells that the object is the one of this attempt.</summary>
    public ObjectProof ProofOf(PartAttempt attempt) => new(
        uploadToken, attempt.Range.Length, _algorithm, SendsChecksum ? ObjectDigest.OfPut(_algorithm, attempt.StoredAs("-")) : null);

    /// <summary>An ETag that looks like an MD5, but is not the bytes', may be right all the same: the object itself tells.</summary>
    private async Task<StoredObject> SettledAsync(PartAttempt attempt, StoredObject stored, CancellationToken cancellationToken)
    {
        if (attempt.Checksum.MD5 is null || ETags.ToMD5(stored.ETag) is null || attempt.Checksum.IsETag(stored.ETag ?? ""))
        {
            return stored;
        }

        try
        {
            StoredObject? found = await services.Objects
                .FindAsync(target, ProofOf(attempt), stored.VersionId, cancellationToken).ConfigureAwait(false);
            return found?.Proven() ?? throw new UnusableAnswerException("The store's answer to PutObject is wrong, and the object is not there.");
        }
        catch (AmazonS3Exception failure)
        {
            Log.CallFailed(services.Logger, "HeadObject", 1, failure);
            return stored;
        }
    }

    /// <summary>An object that must not be there may have been stored by an attempt that the SDK made and did not tell of.</summary>
    private static bool IsUnclear(Exception error) => TransientS3Errors.IsAmbiguous(error)
        || error is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict };
}
