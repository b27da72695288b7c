using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Finds out what the run that wrote a checkpoint has left at the store.</summary>
internal sealed class EarlierRun(PartListing listing, ObjectGateway objects, StoreCalls calls)
{
    /// <param name="checkpoint">What the earlier run has written down.</param>
    /// <param name="upload">Its upload.</param>
    /// <param name="request">What is to be stored.</param>
    /// <param name="plan">The plan of this run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SourceChangedException">The source is not what it was then.</exception>
    /// <exception cref="UploadNotFoundException">Nothing of it is left.</exception>
    public async Task<EarlierFind> FindAsync(
        UploadCheckpoint checkpoint, OpenUpload upload, UploadRequest request, UploadPlan plan, CancellationToken cancellationToken)
    {
        ThrowIfChanged(request.Source, checkpoint);
        bool isCopy = request.Source is ICopiedSource;
        bool isTrusted = request is { Resume.Check: ResumeCheck.Trust, Source: { IsRandomAccess: true, Identity: { } now } }
            && now == checkpoint.SourceIdentity;
        if (await listing.ReadAsync(upload.Address, upload.Record.ChecksumAlgorithm, cancellationToken).ConfigureAwait(false) is { } listed)
        {
            EarlierParts parts = isCopy
                ? EarlierParts.Copied(checkpoint, listed, plan)
                : EarlierParts.Match(checkpoint, listed, plan, isTrusted);
            return new EarlierFind(upload, parts, Stored: null);
        }

        // All parts were written down before the request that completes the object was sent, if they could be. Of fewer, or without a
        // token, no object can be told: whether there is one is looked at when the run is settled.
        ObjectProof proof = upload.ProofOf(checkpoint.Parts);
        bool mayBeStored = proof.UploadToken is not null && proof.Size == (checkpoint.SourceLength ?? proof.Size);
        StoredObject? stored = mayBeStored ? await LookAsync(proof, request, cancellationToken).ConfigureAwait(false) : null;
        return stored is not null
            ? new EarlierFind(
                upload,
                isCopy ? EarlierParts.CopiedComplete(checkpoint.Parts) : EarlierParts.Complete(checkpoint.Parts, isTrusted),
                stored)
            : throw new UploadNotFoundException(
                $"The store does not know the multipart upload {upload.UploadId} any more" +
                $"{(mayBeStored ? ", and the object is not there" : "")}.");
    }

    /// <exception cref="UnseenObjectException">It could not be looked at.</exception>
    private async Task<StoredObject?> LookAsync(ObjectProof proof, UploadRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.ExecuteAsync(
                "HeadObject", token => objects.FindAsync(request, proof, versionId: null, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unseen)
        {
            throw new UnseenObjectException(unseen);
        }
    }

    private static void ThrowIfChanged(IPartSource source, UploadCheckpoint checkpoint)
    {
        if (source.Length is { } length && checkpoint.SourceLength is { } before && length != before)
        {
            throw Changed($"{before:N0} bytes", $"{length:N0}");
        }

        if (source.Fingerprint is { } now && checkpoint.SourceFingerprint is { } then && now != then)
        {
            throw Changed(then, now);
        }
    }

    private static SourceChangedException Changed(string before, string now) =>
        new($"The source has changed since its upload began: it had {before}, now it has {now}.") { IsSinceCheckpoint = true };
}
