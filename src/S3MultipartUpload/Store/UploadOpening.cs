using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Store;

/// <summary>Opens multipart uploads.</summary>
/// <param name="gateway">The store.</param>
/// <param name="calls">Makes the request.</param>
/// <param name="deadline">How long a cancelled caller gives the store to answer.</param>
internal sealed class UploadOpening(MultipartGateway gateway, StoreCalls calls, Deadline deadline)
{
    /// <summary>
    /// Opens an upload. A cancelled caller gives the store time to answer: without its id, an upload that was opened could not be
    /// aborted. So whatever becomes of the call, an upload that was opened is returned; whether to use it is for the caller to see.
    /// </summary>
    public async Task<OpenUpload> ExecuteAsync(
        ObjectSettings target, PartChecksumAlgorithm algorithm, CancellationToken cancellationToken)
    {
        string? token = target.HasUploadToken ? UploadToken.Create() : null;
        OpenUpload? opened = null;
        try
        {
            return await calls.ExecuteAsync(
                "CreateMultipartUpload",
                async attempt =>
                {
                    using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, deadline.Time);
                    using CancellationTokenRegistration wait = attempt.Register(
                        () => end.CancelAfter(cancellationToken.IsCancellationRequested ? deadline.After : TimeSpan.Zero));
                    return opened = await gateway.CreateAsync(target, token, algorithm, end.Token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (opened is not null)
        {
            return opened;
        }
    }
}
