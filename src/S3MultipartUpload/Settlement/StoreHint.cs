using System.Net;
using Amazon.S3;

namespace S3MultipartUpload.Settlement;

/// <summary>What to do about an answer that means: this store does not know what it was asked for.</summary>
internal static class StoreHint
{
    private const string Options = nameof(S3MultipartUploadOptions);
    private const string Profile = $"{Options}.{nameof(S3MultipartUploadOptions.Profile)}";
    private const string Algorithm = $"{Options}.{nameof(S3MultipartUploadOptions.ChecksumAlgorithm)}";

    private static readonly string[] ChecksumWords = ["checksum", "trailer", "x-amz-sdk", "content-sha256", "mp-object-size"];
    private static readonly string[] ConditionWords = ["If-None-Match", "If-Match"];

    /// <returns>A sentence that begins with a blank; empty where there is nothing to say.</returns>
    public static string For(Exception cause)
    {
        if (cause is not AmazonS3Exception refusal || TransientS3Errors.IsMismatch(refusal))
        {
            return "";
        }

        bool isRefused = refusal.StatusCode
            is HttpStatusCode.BadRequest or HttpStatusCode.NotImplemented or HttpStatusCode.PreconditionFailed;
        string answer = $"{refusal.ErrorCode} {refusal.Message} {refusal.ResponseBody}";
        if (isRefused && Speaks(answer, ConditionWords) && refusal.ErrorCode != "PreconditionFailed")
        {
            return $" The store does not seem to know conditions: leave {nameof(ObjectSettings.IfNoneMatch)} and " +
                $"{nameof(ObjectSettings.IfMatch)} unset, or choose the profile of the store ({Profile}).";
        }

        if (refusal.ErrorCode == "InvalidPart" || refusal.StatusCode == HttpStatusCode.NotImplemented
            || (isRefused && Speaks(answer, ChecksumWords)))
        {
            return $" The store may not know the checksums that it was sent: choose the profile of the store ({Profile}), or another " +
                $"checksum ({Algorithm}, such as MD5).";
        }

        return "";
    }

    private static bool Speaks(string answer, string[] words) =>
        words.Any(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase));
}
