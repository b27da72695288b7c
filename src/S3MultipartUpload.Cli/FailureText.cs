using Amazon.S3;
using S3MultipartUpload.Cli.Arguments;

namespace S3MultipartUpload.Cli;

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

    /// <param name="failure">The exception.</param>
    /// <param name="partSizeOption">The option by which the user sets, or may set, the size of parts.</param>
    public static string Of(Exception failure, string partSizeOption = PartSizeArguments.PartSize)
    {
        string text = failure is ArgumentException { ParamName: { } name }
            ? failure.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
            : failure.Message;
        text = failure is UploadRefusedException or MultipartUploadException ? InOptions(text, partSizeOption) : text;
        return HintOf(failure) is { } hint ? $"{text} {hint}" : text;
    }

    private static string? HintOf(Exception failure)
    {
        if (failure.InnerException is SourceChangedException && (failure as MultipartUploadException)?.State == FailedUploadState.Kept)
        {
            return "To store the file as it is now, give the incomplete upload up first: s3-multipart-upload abort.";
        }

        string? code = (failure as AmazonS3Exception ?? failure.InnerException as AmazonS3Exception)?.ErrorCode;
        return failure is CleanupException && code == "NoSuchBucket" ? "Check --bucket." // Only what stores something can make a bucket.
            : Hints.GetValueOrDefault(code ?? "");
    }

    private static string InOptions(string text, string partSizeOption) => Vocabulary(partSizeOption).Aggregate(
        text, (current, pair) => current.Replace(pair.Words, pair.Ours, StringComparison.Ordinal));

    /// <summary>The library speaks to programmers; these are its words, and what they mean on the command line.</summary>
    private static (string Words, string Ours)[] Vocabulary(string partSizeOption) =>
    [
        (", the ceiling set by S3MultipartUploadOptions.MaxPartSize. " +
            "Choose smaller parts, or raise that option (up to 5 GiB (5,368,709,120 bytes)).",
            $", the most for a source of this size. Set {partSizeOption} to less, or leave it out."),
        ("give it, choose larger parts (UploadRequest.PartSize), " +
            "or let them grow (S3MultipartUploadOptions.PartSizer = PartSizer.Growing())",
            $"store it from a file, or choose larger parts with {partSizeOption}"),
        ("UploadRequest.PartSize (or the part sizer)", partSizeOption),
        ("UploadRequest.PartSize", partSizeOption),
        ("BucketName is", "--bucket is"),
        ("IfNoneMatch or IfMatch is set", "--if-none-match is given"),
        ("leave IfNoneMatch and IfMatch unset", "leave --if-none-match out"),
        ("(IfNoneMatch)", "(--if-none-match)"),
        ("S3MultipartUploadOptions.Profile", "--store"),
        ("S3MultipartUploadOptions.ChecksumAlgorithm, such as MD5", "--checksum, such as md5"),
        ("ContentType cannot", "--content-type cannot"),
        ("Metadata name", "--metadata: the name"),
        ("Metadata value", "--metadata: the value"),
        ("Metadata has", "--metadata: it has"),
        ("Tags has", "--tag: there are"),
        ("Tags: a tag", "--tag: a tag"),
        ("KeyPrefix starts", "--key starts"),
        ("(Exclude)", "(--exclude)"),
        ("Key is", "--key is"),
        ("Key has", "--key has"),
        ("Key holds", "--key holds"),
        ("Key starts", "--key starts"),
    ];
}
