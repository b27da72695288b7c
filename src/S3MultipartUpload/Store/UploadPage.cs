using Amazon.Runtime;
using Amazon.S3.Model;

namespace S3MultipartUpload.Store;

/// <summary>A page of incomplete uploads.</summary>
/// <param name="Uploads">The uploads, without their age.</param>
/// <param name="Next">Where the next page begins; null for the last one.</param>
/// <param name="ClockOffset">How far the store's clock is ahead of this machine's, as far as the SDK has found out.</param>
internal sealed record UploadPage(IReadOnlyList<IncompleteUpload> Uploads, UploadMarker? Next, TimeSpan ClockOffset)
{
    private const string Operation = "ListMultipartUploads";

    // The SDK takes any number for the seconds since 1970; what began before there was S3 would be swept for its age.
    private const int FirstYear = 2006;

    public static UploadPage Of(ListMultipartUploadsResponse answer, string bucketName, string? url)
    {
        List<MultipartUpload> uploads = answer.MultipartUploads ?? [];
        return new UploadPage(
            [.. uploads.Select(upload => Describe(upload, bucketName))],
            answer.IsTruncated == true ? NextOf(answer, uploads.LastOrDefault()) : null,
            url is null ? default : CorrectClockSkew.GetClockCorrectionForEndpoint(url));
    }

    private static IncompleteUpload Describe(MultipartUpload upload, string bucketName) => new()
    {
        BucketName = bucketName,

        // Without the one or the other, a request to abort the upload would be one to delete the bucket or the object.
        Key = UnusableAnswerException.Require(upload.Key, Operation, "key of an upload"),
        UploadId = UnusableAnswerException.Require(upload.UploadId, Operation, "id of an upload"),
        Initiated = upload.Initiated is { Year: >= FirstYear } time
            ? new DateTimeOffset(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc))
            : null,
        StorageClass = upload.StorageClass?.Value,
    };

    private static UploadMarker NextOf(ListMultipartUploadsResponse answer, MultipartUpload? last)
    {
        string key = !string.IsNullOrEmpty(answer.NextKeyMarker)
            ? answer.NextKeyMarker
            : UnusableAnswerException.Require(last?.Key, Operation, "next key marker");
        return new UploadMarker(key, !string.IsNullOrEmpty(answer.NextUploadIdMarker) ? answer.NextUploadIdMarker
            : last?.Key == key ? last.UploadId : null);
    }
}
