using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Tests;

/// <summary>What to change, told by the store's refusal.</summary>
public sealed class StoreHintTests
{
    private const string Conditions = "does not seem to know conditions";
    private const string Checksums = "may not know the checksums";
    private const string Unsigned = "UnsignedPayloadOverHttp";

    [Theory]
    [InlineData(400, "InvalidRequest", "If-None-Match is not supported.", Conditions)]
    [InlineData(501, "NotImplemented", "A header (if-match) you provided.", Conditions)]
    [InlineData(412, "InvalidRequest", "If-Match", Conditions)]
    [InlineData(412, "PreconditionFailed", "If-None-Match did not hold.", null)]
    [InlineData(404, "NoSuchKey", "If-Match", null)]
    [InlineData(501, "NotImplemented", "Some header.", Checksums)]
    [InlineData(400, "InvalidPart", "One or more parts.", Checksums)]
    [InlineData(404, "InvalidPart", "One or more parts.", Checksums)]
    [InlineData(400, "InvalidRequest", "The Checksum type is unknown.", Checksums)]
    [InlineData(400, "InvalidArgument", "x-amz-trailer", Checksums)]
    [InlineData(412, "InvalidRequest", "Unknown checksum.", Checksums)]
    [InlineData(400, "InvalidRequest", "UNSIGNED-PAYLOAD is accepted over HTTPS only.", Unsigned)]
    [InlineData(403, "AccessForbidden", "x-amz-content-sha256 must not be UNSIGNED-PAYLOAD.", Unsigned)]
    [InlineData(400, "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD.", Checksums)]
    [InlineData(403, "Other", "Unknown checksum.", null)]
    [InlineData(400, "BadDigest", "The checksum did not match.", null)]
    [InlineData(400, "EntityTooSmall", "Too small.", null)]
    [InlineData(500, "InternalError", "Try again.", null)]
    public void A_refusal_of_what_the_store_does_not_know_says_how_to_do_without_it(
        int status, string code, string message, string? expected)
    {
        var refusal = new AmazonS3Exception(message) { StatusCode = (HttpStatusCode)status, ErrorCode = code };
        AssertHint(expected, StoreHint.For(refusal, "s3:PutObject"));
    }

    [Theory]
    [InlineData("ExpiredToken", "renew them")]
    [InlineData("TokenRefreshRequired", "renew them")]
    [InlineData("RequestTimeTooSkewed", "clock")]
    [InlineData("PermanentRedirect", "another region")]
    [InlineData("TemporaryRedirect", "another region")]
    [InlineData("AuthorizationHeaderMalformed", "another region")]
    [InlineData("IllegalLocationConstraintException", "another region")]
    [InlineData("NoSuchBucket", "no such bucket")]
    [InlineData("AccessDenied", "s3:PutObject")]
    [InlineData("AllAccessDisabled", "s3:PutObject")]
    [InlineData("Forbidden", "s3:PutObject")]
    [InlineData("InvalidAccessKeyId", "access key")]
    [InlineData("SignatureDoesNotMatch", "secret key")]
    public void A_refusal_of_the_caller_says_what_to_set_right_whichever_service_it_came_from(string code, string expected)
    {
        AssertHint(expected, StoreHint.For(FailureSpecs.Error(HttpStatusCode.BadRequest, code), "s3:PutObject"));
        AssertHint(expected, StoreHint.For(new AmazonServiceException("no") { ErrorCode = code }, "s3:PutObject"));
    }

    [Fact]
    public void Where_it_was_not_the_store_there_is_nothing_to_say()
    {
        Assert.Empty(StoreHint.For(new IOException("checksum"), "s3:PutObject"));
        Assert.Empty(StoreHint.For(new AmazonServiceException("checksum") { StatusCode = HttpStatusCode.BadRequest }, "s3:PutObject"));
    }

    private static void AssertHint(string? expected, string hint)
    {
        if (expected is null)
        {
            Assert.Empty(hint);
            return;
        }

        Assert.Contains(expected, hint, StringComparison.Ordinal);
        Assert.StartsWith(" ", hint, StringComparison.Ordinal);
        Assert.EndsWith(".", hint, StringComparison.Ordinal);
    }
}
