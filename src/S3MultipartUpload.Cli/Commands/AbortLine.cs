
namespace S3MultipartUpload.Cli.Commands;

/// <summary>What standard output tells of one upload that was to be aborted.</summary>
internal sealed record AbortLine(
    string Bucket, string Key, string UploadId, DateTimeOffset? Initiated, TimeSpan? Age, AbortOutcome Outcome, string? Error)
{
    private const string OutOfReach =
        "its key begins with a slash, which the AWS SDK drops: a request would name another upload. Let the store abort it " +
        "(the command lifecycle), or abort it with another client.";

    public static AbortLine Of(AbortResult result) => new(
        result.Upload.BucketName,
        result.Upload.Key,
        result.Upload.UploadId,
        result.Upload.Initiated,
        result.Upload.Age,
        result.Outcome,
        result.Outcome == AbortOutcome.OutOfReach ? OutOfReach : result.Exception is null ? null : FailureText.Of(result.Exception));
}
