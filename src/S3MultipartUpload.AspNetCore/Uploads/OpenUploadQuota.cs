using S3MultipartUpload.AspNetCore.Policy;

namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>
/// How many incomplete uploads a user has. The store knows them all, so no instance has to. They are counted after one was begun: of
/// many that begin at one time, all see the others.
/// </summary>
internal sealed class OpenUploadQuota(IIncompleteUploads uploads, BrowserUploadOptions options)
{
    public async Task<bool> IsExceededAsync(
        BrowserUploadDecision decision, string userId, CancellationToken cancellationToken)
    {
        UploadTarget target = decision.Target!;
        string own = DefaultUploadPolicy.PrefixOf(options, userId);
        string? prefix = decision.UserPrefix ?? (target.Key.StartsWith(own, StringComparison.Ordinal) ? own : null);
        if (prefix is null || options.MaxOpenUploadsPerUser is not { } most)
        {
            return false;
        }

        int count = 0;
        var query = new IncompleteUploadQuery
        {
            BucketName = target.BucketName,
            Prefix = prefix,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            RequestPayer = target.RequestPayer,
        };
        await foreach (IncompleteUpload _ in uploads.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (++count > most)
            {
                return true;
            }
        }

        return false;
    }
}
