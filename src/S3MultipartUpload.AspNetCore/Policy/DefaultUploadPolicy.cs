namespace S3MultipartUpload.AspNetCore.Policy;

/// <summary>Every upload of a known user may be, under a key of its own.</summary>
internal sealed class DefaultUploadPolicy(BrowserUploadOptions options) : IBrowserUploadPolicy
{
    public ValueTask<BrowserUploadDecision> DecideAsync(BrowserUploadContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(BrowserUploadDecision.Allow(context.CreateTarget(
            $"{PrefixOf(options, context.UserId)}{Guid.CreateVersion7():N}/{context.FileName}")));

    /// <summary>What the keys of a user begin with.</summary>
    public static string PrefixOf(BrowserUploadOptions options, string userId) =>
        $"{options.KeyPrefix}{FileNames.Segment(userId)}/";
}
