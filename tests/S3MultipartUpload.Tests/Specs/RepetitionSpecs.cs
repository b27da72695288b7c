using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Tests;

/// <summary>How often what is repeated: the table of docs/errors.md. The clock stands still, so whatever waits would hang.</summary>
public sealed class RepetitionSpecs
{
    [Theory]
    [InlineData(400, "ExpiredToken", 2, "renew them, and resume")]
    [InlineData(403, "RequestTimeTooSkewed", 2, "set this machine's")]
    [InlineData(301, "PermanentRedirect", 1, "another region")]
    [InlineData(400, "AuthorizationHeaderMalformed", 1, "another region")]
    [InlineData(404, "NoSuchBucket", 1, "check its name")]
    [InlineData(403, "AccessDenied", 1, "must allow s3:PutObject")]
    [InlineData(403, "InvalidAccessKeyId", 1, "for this store")]
    [InlineData(403, "SignatureDoesNotMatch", 1, "secret key")]
    public async Task What_waiting_does_not_help_is_repeated_at_once_or_never_and_says_what_to_change(
        int status, string code, int attempts, string advice)
    {
        var s3 = new MockS3 { OnPart = (_, _, _) => throw FailureSpecs.Error((HttpStatusCode)status, code) };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => UploadAsync(s3, TimeSpan.FromHours(1)));
        Assert.Equal(attempts, s3.AttemptsOf(1));
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
    }

    [Theory]
    [InlineData(500, "InternalError")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(400, "RequestTimeout")]
    public async Task What_may_pass_is_repeated_as_often_as_the_option_says(int status, string code)
    {
        var s3 = new MockS3 { OnPart = (_, _, _) => throw FailureSpecs.Error((HttpStatusCode)status, code) };
        await Assert.ThrowsAsync<MultipartUploadException>(() => UploadAsync(s3, TimeSpan.Zero));
        Assert.Equal(9, s3.AttemptsOf(1));
    }

    /// <summary>The store works; it would only have fewer requests.</summary>
    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(429, "TooManyRequests")]
    public async Task What_comes_too_fast_is_repeated_four_times_as_often(int status, string code)
    {
        var s3 = new MockS3 { OnPart = (_, _, _) => throw FailureSpecs.Error((HttpStatusCode)status, code) };
        await Assert.ThrowsAsync<MultipartUploadException>(() => UploadAsync(s3, TimeSpan.Zero));
        Assert.Equal(33, s3.AttemptsOf(1));
    }

    [Fact]
    public async Task What_comes_too_fast_is_not_counted_among_the_failures()
    {
        var s3 = new MockS3
        {
            OnPart = (_, attempt, _) => attempt switch
            {
                <= 8 => throw FailureSpecs.Error(HttpStatusCode.InternalServerError, "InternalError"),
                <= 40 => throw FailureSpecs.Error(HttpStatusCode.ServiceUnavailable, "SlowDown"),
                _ => Task.CompletedTask,
            },
        };
        Assert.Equal(40, (await UploadAsync(s3, TimeSpan.Zero)).Retries);
    }

    [Fact]
    public async Task Credentials_may_expire_between_failures_of_another_kind()
    {
        string[] codes = ["SlowDown", "ExpiredToken", "SlowDown", "ExpiredToken", "SlowDown"];
        var s3 = new MockS3
        {
            OnPart = (_, attempt, _) => attempt <= codes.Length
                ? throw FailureSpecs.Error(HttpStatusCode.BadRequest, codes[attempt - 1])
                : Task.CompletedTask,
        };
        Assert.Equal(codes.Length, (await UploadAsync(s3, TimeSpan.Zero)).Retries);
    }

    [Fact]
    public async Task Without_retries_nothing_is_repeated()
    {
        var s3 = new MockS3 { OnPart = (_, _, _) => throw FailureSpecs.Error(HttpStatusCode.BadRequest, "ExpiredToken") };
        await Assert.ThrowsAsync<MultipartUploadException>(() => UploadAsync(s3, TimeSpan.Zero, maxRetries: 0));
        Assert.Equal(1, s3.AttemptsOf(1));
    }

    private static Task<UploadManifest> UploadAsync(MockS3 s3, TimeSpan delay, int maxRetries = 8) => new MultipartUploader(
        s3.Client,
        Samples.SmallOptions(options =>
        {
            options.MaxRetries = maxRetries;
            options.RetryDelay = delay;
            options.MaxRetryDelay = delay;
        }),
        timeProvider: new FakeTimeProvider()).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(10))));
}
