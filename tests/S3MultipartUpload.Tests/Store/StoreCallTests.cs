using System.Net;
using Amazon.S3;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using S3MultipartUpload.Line;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Tests;

public sealed class StoreCallTests
{
    [Theory]
    [InlineData(503, "SlowDown", 5)]
    [InlineData(503, "ServiceUnavailable", 5)]
    [InlineData(200, "SlowDown", 5)]
    [InlineData(429, "Unnamed", 5)]
    [InlineData(400, "RequestLimitExceeded", 5)]
    [InlineData(500, "InternalError", 10)]
    [InlineData(404, "NoSuchUpload", 10)]
    public async Task The_line_is_halved_when_the_store_asks_for_less(int status, string code, int allowed)
    {
        var calls = new StoreCalls(
            new RequestStrategies(ResiliencePipeline.Empty, HasOthers: false),
            new Patience(new S3MultipartUploadOptions(), config: null, TimeProvider.System),
            new RequestLine(UploadConcurrency.Adaptive(), most: 256, TimeProvider.System),
            NullLogger.Instance,
            "127.0.0.1");
        var refused = new AmazonS3Exception("No.") { StatusCode = (HttpStatusCode)status, ErrorCode = code };
        await Assert.ThrowsAsync<AmazonS3Exception>(() =>
            calls.ExecuteAsync<bool>("UploadPart", _ => throw refused, CancellationToken.None));
        Assert.Equal(allowed, calls.Line.Allowed);
    }
}
