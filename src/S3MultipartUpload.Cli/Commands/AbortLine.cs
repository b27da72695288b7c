
namespace S3MultipartUpload.Cli.Commands;

/// <summary>What standard output tells of one upload that was to be aborted.</summary>
internal sealed record AbortLine(
    string Bucket, string Key, string UploadId, DateTimeOffset? Initiated, TimeSpan? Age, AbortOutcome Outcome, string? Error)
{
    public static AbortLine Of(AbortResult result) => new(
        result.Upload.BucketName,
        result.Upload.Key,
        result.Upload.UploadId,
        result.Upload.Initiated,
        result.Upload.Age,
        result.Outcome,
        result.Error is null ? null : FailureText.Of(result.Error));
}
