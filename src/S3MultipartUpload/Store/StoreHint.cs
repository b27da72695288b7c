using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace S3MultipartUpload.Store;

/// <summary>What to change where the store refuses a request.</summary>
internal static class StoreHint
{
    private const string Options = nameof(S3MultipartUploadOptions);
    private const string Profile = $"{Options}.{nameof(S3MultipartUploadOptions.Profile)}";
    private const string Algorithm = $"{Options}.{nameof(S3MultipartUploadOptions.ChecksumAlgorithm)}";

    private static readonly string[] ChecksumWords = ["checksum", "trailer", "x-amz-sdk", "content-sha256", "mp-object-size"];
    private static readonly string[] ConditionWords = ["If-None-Match", "If-Match"];

    /// <param name="cause">What the store answered.</param>
    /// <param name="permissions">The permissions that such a call needs.</param>
    /// <returns>A sentence that begins with a blank; empty where there is nothing to say.</returns>
    public static string For(Exception cause, string permissions)
    {
        if ((cause as AmazonServiceException)?.ErrorCode is { } code && ForAccess(code, permissions) is { } hint)
        {
            return hint;
        }

        if (cause is not AmazonS3Exception refusal || TransientS3Errors.IsMismatch(refusal))
        {
            return "";
        }

        string answer = $"{refusal.ErrorCode} {refusal.Message} {refusal.ResponseBody}";

        // A list of all that the header may be is the answer of a store that does not know another value.
        if (Speaks(answer, ["UNSIGNED-PAYLOAD"]) && !Speaks(answer, ["STREAMING-"]))
        {
            return $" The store does not take bytes that are not signed: leave {Options}." +
                $"{nameof(S3MultipartUploadOptions.UnsignedPayloadOverHttp)} false, or reach the store over https.";
        }

        bool isRefused = refusal.StatusCode
            is HttpStatusCode.BadRequest or HttpStatusCode.NotImplemented or HttpStatusCode.PreconditionFailed;
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

    private static string? ForAccess(string code, string permissions) => code switch
    {
        "ExpiredToken" or "TokenRefreshRequired" =>
            " The credentials have expired: renew them, and resume.",
        "RequestTimeTooSkewed" =>
            " This machine's clock and the store's are too far apart: set this machine's.",
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
            " The bucket is in another region than the client: set AmazonS3Config.RegionEndpoint, or AuthenticationRegion for a " +
            "ServiceURL, to the bucket's.",
        "NoSuchBucket" =>
            " There is no such bucket at this endpoint: check its name, and the client's RegionEndpoint or ServiceURL.",
        "AccessDenied" or "AllAccessDisabled" =>
            $" The policies of the credentials and of the bucket must allow {permissions}.",
        "Forbidden" => // The answer to HEAD has no body that would say more.
            $" The policies of the credentials and of the bucket must allow {permissions}; or the credentials are wrong: the store does " +
            "not say which.",
        "InvalidAccessKeyId" =>
            " The store does not know the access key: check that the credentials are for this store.",
        "SignatureDoesNotMatch" =>
            " The secret key does not belong to the access key, or something changes requests on their way to the store.",
        _ => null,
    };

    private static bool Speaks(string answer, string[] words) =>
        words.Any(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase));
}
