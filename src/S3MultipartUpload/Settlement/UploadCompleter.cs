using System.Net;
using Amazon.S3;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Settlement;

/// <summary>Sends the request that makes an object of the parts.</summary>
internal sealed class UploadCompleter(MultipartGateway gateway, ObjectGateway objects, StoreCalls calls)
{
    public async Task<StoreOutcome> CompleteAsync(OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken)
    {
        ObjectProof proof = upload.ProofOf(manifest.Parts);
        bool mayBeStored = false;
        bool isRefused = true;
        try
        {
            RequireChecksum(upload, manifest.Parts);
            StoredObject stored = await calls
                .ExecuteAsync("CompleteMultipartUpload", Wait.Processing, watch => AttemptAsync(watch.Token), cancellationToken)
                .ConfigureAwait(false);
            return StoreOutcome.Of(stored, manifest.Parts);
        }
        catch (Exception error)
        {
            return mayBeStored
                ? new StoreOutcome.Unclear(error, proof, manifest.Parts) { IsRefused = isRefused }
                : new StoreOutcome.NotStored(error);
        }

        async Task<StoredObject> AttemptAsync(CancellationToken token)
        {
            try
            {
                StoredObject answer = await gateway.CompleteAsync(upload, manifest, token).ConfigureAwait(false);
                if (IsBeyondDoubt(answer, manifest))
                {
                    return answer;
                }

                (mayBeStored, isRefused) = (true, false);
                return await LookAsync(upload.Target, answer, proof, token).ConfigureAwait(false);
            }
            catch (Exception error) when (TransientS3Errors.IsAmbiguous(error) || IsPerhapsOurDoing(error))
            {
                mayBeStored = true;
                isRefused &= !TransientS3Errors.IsAmbiguous(error);
                throw;
            }
        }
    }

    /// <summary>What the caller knows of the object is compared before there is one.</summary>
    private static void RequireChecksum(OpenUpload upload, IReadOnlyList<UploadedPart> parts)
    {
        if (upload.Target.FullObjectChecksum is { } expected)
        {
            ObjectDigest.Require(expected, ObjectDigest.OfParts(upload.Record.ChecksumAlgorithm, parts)?.Value);
        }
    }

    /// <summary>An ETag that is not made of the parts' may be right all the same, but so may one be that was damaged on its way.</summary>
    private static bool IsBeyondDoubt(StoredObject answer, UploadManifest manifest) =>
        !string.IsNullOrEmpty(answer.ETag)
        && !answer.IsDamaged
        && (ETags.OfParts(manifest.Parts) is not { } usual || ETags.AreEqual(usual, answer.ETag));

    /// <summary>
    /// An answer without an ETag proves nothing (though Ceph RGW gives no other), nor does a wrong one: then the object itself must.
    /// </summary>
    private async Task<StoredObject> LookAsync(
        ObjectSettings target, StoredObject answer, ObjectProof proof, CancellationToken cancellationToken)
    {
        bool mayBeTrue = !string.IsNullOrEmpty(answer.ETag) && !answer.IsDamaged;
        StoredObject? found;
        try
        {
            found = await objects.FindAsync(target, proof, answer.VersionId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (mayBeTrue)
        {
            Log.ConfirmationFailed(calls.Logger, "HeadObject", failure);
            return answer;
        }

        return found is null
            ? throw new UnusableAnswerException("The store's answer to CompleteMultipartUpload is empty or wrong, and the object " +
                "is not there.")
            : answer.IsDamaged && found.ChecksumAgrees != true ? answer
            : found with { Location = answer.Location };
    }

    /// <summary>
    /// An upload that is gone, and an object that must not be there, may be the doing of an attempt that the SDK made and did not tell of.
    /// </summary>
    private static bool IsPerhapsOurDoing(Exception error) => error is AmazonS3Exception
    {
        StatusCode: HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict,
    };
}
