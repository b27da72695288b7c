using System.Net;
using Amazon.S3;

namespace S3MultipartUpload;

/// <summary>Sends the request that makes an object of the parts.</summary>
internal sealed class UploadCompleter(UploadServices services, ObjectSettings target)
{
    /// <summary>The request was sent, and whether the store has carried it out is not known.</summary>
    public bool MayBeStored { get; private set; }

    /// <exception cref="IntegrityException">The store has completed the object, and it is not what was sent.</exception>
    public Task<StoredObject> CompleteAsync(OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken) =>
        services.CallAsync("CompleteMultipartUpload", token => AttemptAsync(upload, manifest, token), cancellationToken);

    private async Task<StoredObject> AttemptAsync(OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            StoredObject answer = await services.Gateway.CompleteAsync(target, upload, manifest, cancellationToken).ConfigureAwait(false);
            return IsBeyondDoubt(answer, manifest)
                ? answer
                : await LookAsync(answer, upload.ProofOf(manifest.Parts), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (TransientS3Errors.IsAmbiguous(error) || IsPerhapsOurDoing(error))
        {
            MayBeStored = true;
            throw;
        }
    }

    /// <summary>An ETag that is not made of the parts' may be right all the same, but so may one be that was damaged on its way.</summary>
    private static bool IsBeyondDoubt(StoredObject answer, UploadManifest manifest) =>
        !string.IsNullOrEmpty(answer.ETag)
        && answer.ChecksumAgrees != false
        && (ETags.OfParts(manifest.Parts) is not { } usual || ETags.AreEqual(usual, answer.ETag));

    /// <summary>
    /// An answer without an ETag proves nothing (though Ceph RGW gives no other), nor does a wrong one: then the object itself must.
    /// </summary>
    private async Task<StoredObject> LookAsync(StoredObject answer, ObjectProof proof, CancellationToken cancellationToken)
    {
        MayBeStored = true;
        bool mayBeTrue = !string.IsNullOrEmpty(answer.ETag) && answer.ChecksumAgrees != false;
        StoredObject? found;
        try
        {
            found = await services.Objects.FindAsync(target, proof, answer.VersionId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (mayBeTrue)
        {
            Log.CallFailed(services.Logger, "HeadObject", 1, failure);
            return answer;
        }

        if (found is null)
        {
            throw new UnusableAnswerException(
                "The store's answer to CompleteMultipartUpload is empty or wrong, and the object is not there.");
        }

        return answer.ChecksumAgrees == false && found.ChecksumAgrees != true
            ? throw StoredObject.Damaged()
            : found.Proven() with { Location = answer.Location };
    }

    /// <summary>
    /// An upload that is gone, and an object that must not be there, may be the doing of an attempt that the SDK made and did not tell of.
    /// </summary>
    private static bool IsPerhapsOurDoing(Exception error) => error is AmazonS3Exception
    {
        StatusCode: HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict,
    };
}
