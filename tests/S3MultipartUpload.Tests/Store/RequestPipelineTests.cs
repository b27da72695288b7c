using System.Net;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.S3;
using Moq;
using Polly;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Tests;

/// <summary>What waits before another attempt, and how long.</summary>
public sealed class RequestPipelineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly ImpatientTimeProvider _time = new(longest: TimeSpan.FromHours(1));
    private readonly S3MultipartUploadOptions _options = new()
    {
        MaxRetries = 1,
        RetryDelay = TimeSpan.FromSeconds(1),
        MaxRetryDelay = TimeSpan.FromSeconds(30),
    };

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Fri, 20 Nov 2026 12:01:30 GMT", 90)]
    [InlineData("Fri, 20 Nov 2026 11:59:00 GMT", 0)]
    [InlineData("-7", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_store_asks_for_a_wait_by_seconds_or_by_the_time(string? header, int? seconds) => Assert.Equal(
        seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, TransientS3Errors.RetryAfter(Busy(header), Now));

    [Fact]
    public void Where_there_is_no_answer_no_wait_is_asked_for()
    {
        Assert.Null(TransientS3Errors.RetryAfter(exception: null, Now));
        Assert.Null(TransientS3Errors.RetryAfter(new IOException("cut", new SocketFailure()), Now));
        Assert.Null(TransientS3Errors.RetryAfter(new AmazonS3Exception("no", new HttpErrorResponseException(null)), Now));
    }

    [Theory]
    [InlineData("7", 7, 7)]
    [InlineData("30", 30, 30)]
    [InlineData("900", 30, 30)]
    [InlineData("0", 0.001, 30)]
    [InlineData(null, 0.001, 30)]
    public async Task The_store_s_wait_is_kept_up_to_the_longest_and_none_is_the_usual_one(string? header, double least, double most)
    {
        Assert.Equal(2, await AttemptsAsync(Busy(header)));
        Assert.InRange(Assert.Single(_time.Waits).TotalSeconds, least, most);
    }

    [Fact]
    public async Task What_waiting_does_not_help_is_repeated_once_and_at_once()
    {
        Assert.Equal(2, await AttemptsAsync(FailureSpecs.Error(HttpStatusCode.Forbidden, "ExpiredToken")));
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task What_is_not_transient_is_not_repeated() =>
        Assert.Equal(1, await AttemptsAsync(FailureSpecs.Error(HttpStatusCode.Forbidden, "AccessDenied")));

    [Theory]
    [InlineData("SlowDown")]
    [InlineData("ExpiredToken")]
    public async Task After_a_cancellation_nothing_is_repeated(string code)
    {
        using var cancellation = new CancellationTokenSource();
        int attempts = 0;
        await Assert.ThrowsAsync<AmazonS3Exception>(async () => await RequestPipeline.Build(_options, _time).Pipeline.ExecuteAsync(
            _ =>
            {
                attempts++;
                cancellation.Cancel();
                throw FailureSpecs.Error(HttpStatusCode.BadRequest, code);
            },
            cancellation.Token));
        Assert.Equal(1, attempts);
        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task The_application_s_strategies_stand_around_each_attempt_but_not_around_what_cleans_up()
    {
        int seen = 0;
        _options.ConfigurePipeline = builder => builder.AddRetry(new()
        {
            ShouldHandle = _ =>
            {
                seen++;
                return new(false);
            },
        });
        foreach ((ResiliencePipeline pipeline, int expected) in new[]
        {
            (RequestPipeline.Build(_options, _time).Pipeline, 2),
            (RequestPipeline.BuiltIn(_options, _time).Pipeline, 2),
        })
        {
            await Assert.ThrowsAsync<AmazonS3Exception>(async () => await pipeline.ExecuteAsync(
                _ => throw FailureSpecs.Error(HttpStatusCode.InternalServerError, "InternalError")));
            Assert.Equal(expected, seen);
        }
    }

    private async Task<int> AttemptsAsync(Exception failure)
    {
        int attempts = 0;
        await Assert.ThrowsAsync(failure.GetType(), async () => await RequestPipeline.Build(_options, _time).Pipeline.ExecuteAsync(
            _ =>
            {
                attempts++;
                throw failure;
            },
            CancellationToken.None));
        return attempts;
    }

    private static AmazonS3Exception Busy(string? retryAfter)
    {
        IWebResponseData answer = Mock.Of<IWebResponseData>(data => data.GetHeaderValue("Retry-After") == retryAfter);
        return new AmazonS3Exception("busy", new HttpErrorResponseException(answer))
        {
            StatusCode = HttpStatusCode.ServiceUnavailable,
            ErrorCode = "ServiceUnavailable",
        };
    }

    private sealed class SocketFailure : Exception;
}
