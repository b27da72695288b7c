using Amazon.S3;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Incomplete;

/// <summary>Adds up the parts of an incomplete upload.</summary>
internal sealed class UploadSize(PartListing listing, ILogger logger)
{
    /// <returns>The upload with its size, if the store tells it; null where the upload has ended meanwhile.</returns>
    /// <exception cref="CleanupException">The parts could not be listed.</exception>
    public async Task<IncompleteUpload?> MeasureAsync(
        IncompleteUpload upload, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        if (upload.IsOutOfReach)
        {
            return upload;
        }

        try
        {
            IReadOnlyDictionary<int, StoredPart>? parts = await listing
                .ReadAsync(upload.AddressIn(query), PartChecksumAlgorithm.None, cancellationToken).ConfigureAwait(false);
            return parts is null ? null : upload with { PartCount = parts.Count, StoredSize = parts.Values.Sum(part => part.Size) };
        }
        catch (AmazonS3Exception refused) when (!TransientS3Errors.IsTransient(refused))
        {
            // With a customer's own key, for one, the parts are for those to list who have it.
            IncompleteLog.SizeUnknown(logger, upload.UploadId, refused);
            return upload;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CleanupException(
                $"Listing the parts of an incomplete upload in bucket '{query.BucketName}' failed: " +
                $"{failure.Message.TrimEnd('.')}.{StoreHint.For(failure, "s3:ListMultipartUploadParts")}", failure);
        }
    }
}
