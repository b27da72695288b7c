using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Sends the request that makes an object of the parts.</summary>
internal sealed class UploadCompleter(UploadServices services, ObjectDescription target)
{
    /// <summary>The request was sent, and whether the store has carried it out is not known.</summary>
    public bool MayBeStored { get; private set; }

    public Task<StoredObject> CompleteAsync(OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken) =>
        services.CallAsync("CompleteMultipartUpload", token => AttemptAsync(upload, manifest, token), cancellationToken);

    /// <summary>An answer without an ETag proves nothing (though Ceph RGW gives no other): then the object itself must.</summary>
    private async Task<StoredObject> AttemptAsync(OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            StoredObject answer = await services.Gateway.CompleteAsync(target, upload, manifest, cancellationToken).ConfigureAwait(false);
            if (!string.IsNullOrEmpty(answer.ETag))
            {
                return answer;
            }

            MayBeStored = true;
            return await services.Gateway.FindAsync(target, upload.UploadToken, manifest.Size, cancellationToken).ConfigureAwait(false)
                ?? throw new UnusableAnswerException("The store's answer to CompleteMultipartUpload is empty, and the object is not there.");
        }
        catch (Exception error) when (TransientS3Errors.IsAmbiguous(error) || error is AmazonS3Exception { ErrorCode: "NoSuchUpload" })
        {
            // An upload that is gone may have been completed by an attempt that the SDK made and did not tell of.
            MayBeStored = true;
            throw;
        }
    }
}
