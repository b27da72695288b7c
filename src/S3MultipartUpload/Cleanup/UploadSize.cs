using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Polly;

namespace S3MultipartUpload;

/// <summary>Adds up the parts of an unfinished upload.</summary>
internal sealed class UploadSize(BucketGateway gateway, ResiliencePipeline pipeline, ILogger logger)
{
    /// <returns>The upload with its size, if the store tells it; null where the upload has ended meanwhile.</returns>
    /// <exception cref="CleanupException">The parts could not be listed.</exception>
    public async Task<IncompleteUpload?> MeasureAsync(
        IncompleteUpload upload, IncompleteUploadQuery query, CancellationToken cancellationToken)
    {
        try
        {
            int count = 0;
            long size = 0;
            for (int? after = 0; after is { } number;)
            {
                (IReadOnlyList<PartDetail> parts, after) = await pipeline.ExecuteAsync(
                    async token => await gateway.ListPartsAsync(upload, query.ExpectedBucketOwner, number, token).ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
                count += parts.Count;
                size += parts.Sum(part => part.Size ?? 0);
            }

            return upload with { PartCount = count, StoredSize = size };
        }
        catch (AmazonS3Exception gone) when (BucketGateway.IsGone(gone))
        {
            return null;
        }
        catch (AmazonS3Exception refused) when (!TransientS3Errors.IsTransient(refused))
        {
            // With a customer's own key, for one, the parts are for those to list who have it.
            CleanupLog.SizeUnknown(logger, Log.OnOneLine(upload.UploadId), refused);
            return upload;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CleanupException(
                $"Listing the parts of an unfinished upload in bucket '{query.BucketName}' failed: {failure.Message.TrimEnd('.')}.", failure);
        }
    }
}
