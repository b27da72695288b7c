using S3MultipartUpload.Integrity;
using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>Stores a small object by one CopyObject request.</summary>
internal sealed class SingleCopy(CopyGateway gateway, StoreCalls calls)
{
    public async Task<StoreOutcome> ExecuteAsync(
        ObjectSettings target,
        PartChecksumAlgorithm algorithm,
        CopiedObject source,
        ObjectChecksum? expected,
        CancellationToken cancellationToken)
    {
        string? token = target.HasUploadToken ? UploadToken.Create() : null;
        bool mayBeStored = false;

        // Then it is an attempt that succeeded, and was not told of, that may have changed the source.
        bool isOntoItself = (source.Address.BucketName, source.Address.Key) == (target.BucketName, target.Key);
        try
        {
            StoredObject stored = await calls.ExecuteAsync(
                "CopyObject", Wait.Processing, watch => AttemptAsync(watch.Token), cancellationToken).ConfigureAwait(false);
            return StoreOutcome.Of(stored, [PartOf(stored.ETag, stored.Checksum?.Value)]);
        }
        catch (Exception error)
        {
            return mayBeStored
                ? new StoreOutcome.Unclear(
                    error, new ObjectProof(token, source.Size, algorithm, expected), [PartOf(eTag: "", expected?.Value)])
                : new StoreOutcome.NotStored(error);
        }

        async Task<StoredObject> AttemptAsync(CancellationToken end)
        {
            try
            {
                return await gateway.CopyObjectAsync(target, token, source, algorithm, expected, end).ConfigureAwait(false);
            }
            catch (Exception error) when (TransientS3Errors.IsAmbiguous(error) || (error is SourceChangedException && isOntoItself))
            {
                mayBeStored = true;
                throw;
            }
        }

        UploadedPart PartOf(string? eTag, string? checksum) =>
            new() { PartNumber = 1, Offset = 0, Size = source.Size, ETag = eTag ?? "", Checksum = checksum };
    }
}
