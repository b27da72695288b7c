namespace S3MultipartUpload;

/// <summary>Stores a small source by one PutObject request.</summary>
internal sealed class SinglePut(UploadServices services, ObjectDescription target, string uploadToken, PartExecutor executor)
{
    /// <summary>The part that an object would hold whose storage the store was asked for but did not confirm.</summary>
    public PartAttempt? Unconfirmed { get; private set; }

    public Task<(UploadedPart Part, StoredObject Stored)> ExecuteAsync(PartContent whole, CancellationToken cancellationToken) =>
        executor.ExecuteAsync(
            whole,
            withMD5: true, // Nothing has told yet which checksums the store knows.
            async (attempt, token) =>
            {
                try
                {
                    return await services.Gateway.PutAsync(target, uploadToken, attempt, token).ConfigureAwait(false);
                }
                catch (Exception error) when (TransientS3Errors.IsAmbiguous(error))
                {
                    Unconfirmed = attempt;
                    throw;
                }
            },
            cancellationToken);
}
