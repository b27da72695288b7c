using Amazon.S3;
using S3MultipartUpload;

namespace UploadCli;

/// <summary>What the user reads of an exception: the message, in the words of the command line, and what to do.</summary>
internal static class FailureText
{
    private static readonly Dictionary<string, string> Hints = new(StringComparer.Ordinal)
    {
        ["NoSuchBucket"] = "Check --bucket, or add --create-bucket.",
        ["InvalidAccessKeyId"] = "Check the credentials (AWS_ACCESS_KEY_ID, AWS_PROFILE).",
        ["SignatureDoesNotMatch"] = "Check the credentials (AWS_SECRET_ACCESS_KEY, AWS_PROFILE) and the region (AWS_REGION).",
        ["ExpiredToken"] = "Renew the credentials (AWS_SESSION_TOKEN).",
        ["PermanentRedirect"] = "Set AWS_REGION to the region of the bucket.",
        ["AuthorizationHeaderMalformed"] = "Set AWS_REGION to the region of the bucket.",
    };

    // The library speaks to programmers; these are its names for what an option of the command line sets.
    private static readonly (string Name, string Option)[] OptionNames =
    [
        ($"{nameof(UploadRequest)}.{nameof(UploadRequest.PartSize)} (or the part sizer)", "--part-size"),
        ($"{nameof(UploadRequest)}.{nameof(UploadRequest.PartSize)}", "--part-size"),
        ("IfNoneMatch or IfMatch is set", "--if-none-match is given"),
        ("leave IfNoneMatch and IfMatch unset", "leave --if-none-match out"),
        ("(IfNoneMatch)", "(--if-none-match)"),
        ($"{nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.Profile)}", "--profile"),
        ($"{nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.ChecksumAlgorithm)}, such as MD5", "--checksum, such as md5"),
        ($"{nameof(UploadRequest.BucketName)} is", "--bucket is"),
        ("Key is", "--key is"),
        ("Key has", "--key has"),
        ("Key holds", "--key holds"),
        ("Key starts", "--key starts"),
    ];

    public static string Of(Exception failure)
    {
        string text = failure is ArgumentException { ParamName: { } name }
            ? failure.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
            : failure.Message;
        text = failure is UploadRefusedException or MultipartUploadException ? InOptions(text) : text;
        return (failure as AmazonS3Exception ?? failure.InnerException as AmazonS3Exception)?.ErrorCode is { } code
            && Hints.TryGetValue(code, out string? hint)
            ? $"{text} {hint}"
            : text;
    }

    private static string InOptions(string text) => OptionNames.Aggregate(
        text, (current, pair) => current.Replace(pair.Name, pair.Option, StringComparison.Ordinal));
}
