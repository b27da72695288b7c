using System.Runtime.CompilerServices;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Incomplete;

/// <summary>
/// The incomplete uploads of a bucket, over all pages, while they may be aborted: a page is asked for before the uploads of the one
/// before it are handed out, so that the upload which marks its beginning still exists.
/// </summary>
internal sealed class UploadPages(MultipartGateway gateway, StoreCalls calls, TimeProvider time)
{
    public async IAsyncEnumerable<IncompleteUpload> ReadAsync(
        IncompleteUploadQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var markers = new HashSet<UploadMarker>();
        Task<UploadPage>? next = GetAsync(query, after: null, cancellationToken);
        while (next is not null)
        {
            UploadPage page = await next.ConfigureAwait(false);
            if (page.Next is not null && !markers.Add(page.Next))
            {
                throw new CleanupException(
                    $"The incomplete uploads of bucket '{query.BucketName}' could not all be listed: the store gives the same page again " +
                    "and again, whatever upload it is asked to go on after.");
            }

            next = page.Next is null ? null : GetAsync(query, page.Next, cancellationToken);
            if (next is not null)
            {
                // If that fails, it is told when the uploads of this page have been handed out.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // A wrong clock would make young uploads old: the system's is corrected by what the SDK has learnt of the store's.
            DateTimeOffset now = time.GetUtcNow() + (time == TimeProvider.System ? page.ClockOffset : TimeSpan.Zero);
            foreach (IncompleteUpload upload in page.Uploads)
            {
                yield return upload with { Age = AgeOf(upload, now) };
            }
        }
    }

    /// <summary>Clocks differ by moments; no upload is younger than nothing.</summary>
    private static TimeSpan? AgeOf(IncompleteUpload upload, DateTimeOffset now) =>
        upload.Initiated is { } initiated ? TimeSpan.FromTicks(Math.Max(0, (now - initiated).Ticks)) : null;

    private async Task<UploadPage> GetAsync(IncompleteUploadQuery query, UploadMarker? after, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.ExecuteAsync(
                "ListMultipartUploads", token => gateway.ListUploadsAsync(query, after, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CleanupException(
                $"Listing the incomplete uploads of bucket '{query.BucketName}' failed: {failure.Message.TrimEnd('.')}." +
                $"{StoreHint.For(failure, "s3:ListBucketMultipartUploads")}", failure);
        }
    }
}
