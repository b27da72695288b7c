using System.Net;
using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;

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

    private static AmazonS3Exception Error(int status, string code) => FailureSpecs.Error((HttpStatusCode)status, code);
}
