namespace S3MultipartUpload;

/// <summary>Finds out what the run that wrote a checkpoint has left at the store.</summary>
internal sealed class EarlierRun(UploadServices services, UploadRequest request, UploadPlan plan, UploadCheckpoint checkpoint)
{
    public OpenUpload Upload => checkpoint.Upload;

    /// <returns>
    /// Its parts, as far as the store has them; and the object, if it had come so far as to store it. That is this source's only when
    /// the parts that are to be compared have been.
    /// </returns>
    /// <exception cref="SourceChangedException">The source is not what it was then.</exception>
    /// <exception cref="UploadNotFoundException">Nothing of it is left.</exception>
    public async Task<(EarlierParts Parts, StoredObject? Stored)> FindAsync(CancellationToken cancellationToken)
    {
        ThrowIfChanged();
        bool sourceIsSame = request.Source is { IsRandomAccess: true, Fingerprint: { } now } && now == checkpoint.SourceFingerprint;
        if (await PartListing.ReadAsync(services, request, Upload, cancellationToken).ConfigureAwait(false) is { } listed)
        {
            return (EarlierParts.Match(checkpoint, listed, plan, request.Resume.Check, sourceIsSame), null);
        }

        // All parts were written down before the request that completes the object was sent; if some are missing, it never was.
        long size = checkpoint.Parts.Sum(part => part.Size);
        StoredObject? stored = size != (checkpoint.SourceLength ?? size) ? null : await services.CallAsync(
            "HeadObject",
            token => services.Objects.FindAsync(request, Upload.ProofOf(checkpoint.Parts), versionId: null, token),
            cancellationToken).ConfigureAwait(false);
        return stored is not null
            ? (EarlierParts.Complete(checkpoint.Parts, request.Resume.Check, sourceIsSame), stored.Proven())
            : throw new UploadNotFoundException(
            $"The store does not know the multipart upload {Upload.UploadId} any more, and the object is not there.");
    }

    private void ThrowIfChanged()
    {
        if (request.Source.Length is { } length && checkpoint.SourceLength is { } before && length != before)
        {
            throw Changed($"{before:N0} bytes", $"{length:N0}");
        }

        if (request.Source.Fingerprint is { } now && checkpoint.SourceFingerprint is { } then && now != then)
        {
            throw Changed(then, now);
        }
    }

    private static SourceChangedException Changed(string before, string now) =>
        new($"The source has changed since its upload began: it had {before}, now it has {now}.") { IsSinceCheckpoint = true };
}
