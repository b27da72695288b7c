using System.Net;
using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;
using Polly.Timeout;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Tests;

public sealed class TransientS3ErrorsTests
{
    public static TheoryData<Exception, bool> Errors => new()
    {
        { Error(500, "InternalError"), true },
        { Error(502, "BadGateway"), true },
        { Error(503, "SlowDown"), true },
        { Error(504, "GatewayTimeout"), true },
        { Error(429, "TooManyRequests"), true },
        { Error(400, "RequestTimeout"), true },
        { Error(408, "Unnamed"), true },
        { Error(429, "Unnamed"), true },
        { Error(500, "Unnamed"), true },
        { Error(502, "Unnamed"), true },
        { Error(503, "Unnamed"), true },
        { Error(504, "Unnamed"), true },
        { Error(200, "Unnamed"), false },
        { Error(400, "Unnamed"), false },
        { Error(409, "Unnamed"), false },
        { Error(505, "Unnamed"), false },
        { Error(403, "RequestTimeTooSkewed"), true },
        { Error(403, "ExpiredToken"), true },
        { Error(400, "BadDigest"), true },
        { Error(200, "InternalError"), true },
        { Error(200, "SlowDown"), true },
        { Error(400, "EntityTooSmall"), false },
        { Error(400, "InvalidPart"), false },
        { Error(400, "MalformedXML"), false },
        { Error(403, "AccessDenied"), false },
        { Error(403, "SignatureDoesNotMatch"), false },
        { Error(404, "NoSuchBucket"), false },
        { Error(404, "NoSuchUpload"), false },
        { Error(412, "PreconditionFailed"), false },
        { Error(501, "NotImplemented"), false },
        { new AmazonClientException("No credentials."), false },
        { new AmazonClientException("Cut.", new IOException()), true },
        { new AmazonClientException("Cut.", new AmazonClientException("Cut.", new IOException())), true },
        { new AmazonS3Exception("Refused.", new IOException()) { StatusCode = HttpStatusCode.BadRequest, ErrorCode = "No" }, false },
        { new AmazonUnmarshallingException("Cut.", "", new FormatException()), true },
        { new UnusableAnswerException("No ETag."), true },
        { new TimeoutRejectedException(), true },
        { new DirectoryNotFoundException(), false },
        { new XmlException(), true },
        { new HttpRequestException(), true },
        { new SocketException(), true },
        { new IOException(), true },
        { new TimeoutException(), true },
        { new TaskCanceledException(), true },
        { new SourceChangedException("It grew."), false },
        { new FileNotFoundException(), false },
        { new UnauthorizedAccessException(), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void The_predicate_says_what_is_worth_another_attempt(Exception error, bool isTransient) =>
        Assert.Equal(isTransient, TransientS3Errors.IsTransient(error));

    [Fact]
    public void No_failure_is_not_worth_another_attempt() => Assert.False(TransientS3Errors.IsTransient(exception: null));

    public static TheoryData<Exception, bool> OnceMore => new()
    {
        { Error(400, "ExpiredToken"), true },
        { Error(403, "RequestTimeTooSkewed"), true },
        { new AttemptTimeoutException("Complete", Wait.Processing, TimeSpan.FromMinutes(1), new TaskCanceledException()), true },
        { new AttemptTimeoutException("Part 1", Wait.Body, TimeSpan.FromMinutes(1), new TaskCanceledException()), false },
        { new TimeoutException(), false },
        { Error(503, "SlowDown"), false },
        { Error(503, "Unnamed"), false },
    };

    [Theory]
    [MemberData(nameof(OnceMore))]
    public void New_credentials_a_set_clock_and_a_store_that_works_long_are_worth_one_attempt_more(Exception error, bool expected) =>
        Assert.Equal(expected, TransientS3Errors.IsWorthOneRetry(error));

    public static TheoryData<Exception, bool> Ambiguous => new()
    {
        { Error(500, "InternalError"), true },
        { Error(200, "InternalError"), true },
        { Error(502, "BadGateway"), true },
        { Error(503, "Unnamed"), true },
        { Error(503, "SlowDown"), false },
        { Error(409, "OperationAborted"), false },
        { Error(400, "BadDigest"), false },
        { Error(403, "AccessDenied"), false },
        { Error(503, "ServiceUnavailable"), true }, // Of a proxy: the SDK has put the status in place of a code.
        { Error(503, "ServiceUnavailable", requestId: "4442587FB7D0A2F9"), false },
        { Error(500, "ServiceUnavailable"), false },
        { new AmazonServiceException("cut") { StatusCode = HttpStatusCode.BadGateway }, true },
        { new HttpRequestException(HttpRequestError.ConnectionError), false },
        { new HttpRequestException(HttpRequestError.NameResolutionError), false },
        { new HttpRequestException(HttpRequestError.SecureConnectionError), false },
        { new HttpRequestException(HttpRequestError.ResponseEnded), true },
        { new HttpRequestException(), true },
        { new TimeoutException(), true },
        { new IOException(), true },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public void Unless_the_store_refuses_or_was_not_reached_it_may_have_carried_out_the_request(Exception error, bool expected) =>
        Assert.Equal(expected, TransientS3Errors.IsAmbiguous(error));

    [Theory]
    [InlineData("NoSuchUpload", true, false)]
    [InlineData("NoSuchKey", true, false)]
    [InlineData("NoSuchBucket", false, false)]
    [InlineData("BadDigest", false, true)]
    [InlineData("XAmzContentSHA256Mismatch", false, true)]
    [InlineData("XAmzContentChecksumMismatch", false, true)]
    [InlineData("InvalidDigest", false, false)]
    public void A_code_tells_of_an_upload_that_is_gone_or_of_bytes_that_are_damaged(string code, bool isGone, bool isMismatch)
    {
        Assert.Equal(isGone, TransientS3Errors.IsUploadGone(Error(404, code)));
        Assert.Equal(isMismatch, TransientS3Errors.IsMismatch(Error(400, code)));
    }

    private static AmazonS3Exception Error(int status, string code, string? requestId = null)
    {
        AmazonS3Exception error = FailureSpecs.Error((HttpStatusCode)status, code);
        error.RequestId = requestId;
        return error;
    }
}
