using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace S3MultipartUpload.Tests;

public sealed class HealthCheckTests
{
    private readonly Mock<IAmazonS3> _s3 = new();
    private readonly FakeTimeProvider _time = new();
    private UploadPartRequest? _probe;
    private Exception? _answer = MockBucket.Error(404, "NoSuchUpload");

    public HealthCheckTests()
    {
        _s3.Setup(s3 => s3.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
            .Returns<UploadPartRequest, CancellationToken>((request, _) =>
            {
                _probe = request;
                return _answer is null ? Task.FromResult(new UploadPartResponse()) : Task.FromException<UploadPartResponse>(_answer);
            });
        Answer(new LifecycleConfiguration());
    }

    [Theory]
    [InlineData("NoSuchUpload")]
    [InlineData("NoSuchKey")]
    public async Task A_store_that_does_not_know_the_upload_of_the_probe_is_healthy(string code)
    {
        _answer = MockBucket.Error(404, code);
        HealthReportEntry entry = await CheckAsync(options => options.KeyPrefix = "tmp/");
        Assert.Equal((HealthStatus.Healthy, "Bucket 'photos' can be written to."), (entry.Status, entry.Description));
        Assert.Equal(("photos", "tmp/health-check", 1), (_probe?.BucketName, _probe?.Key, _probe?.PartNumber));
        Assert.Equal(32, _probe?.UploadId.Length);
    }

    [Theory]
    [InlineData(403, "AccessDenied", "403 AccessDenied. The policies of the credentials and of the bucket must allow s3:PutObject.")]
    [InlineData(404, "NoSuchBucket", "404 NoSuchBucket. There is no such bucket at this endpoint: check its name, and the client's " +
        "RegionEndpoint or ServiceURL.")]
    [InlineData(503, "SlowDown", "503 SlowDown.")]
    [InlineData(500, "for\nged", "500 for?ged.")]
    public async Task Any_other_refusal_is_not_and_the_store_s_own_words_are_not_repeated(int status, string code, string words)
    {
        _answer = new AmazonS3Exception("hush", ErrorType.Sender, code, "request", (HttpStatusCode)status);
        HealthReportEntry entry = await CheckAsync();
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal($"The store refused a probe of bucket 'photos': {words}", entry.Description);
        Assert.Same(_answer, entry.Exception);
        Assert.Equal("photos", Assert.Single(entry.Data).Value);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_not_healthy_and_the_status_is_the_application_s()
    {
        _answer = new HttpRequestException("hush");
        HealthReportEntry entry = await CheckAsync(failureStatus: HealthStatus.Degraded);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal("The store of bucket 'photos' could not be asked: HttpRequestException.", entry.Description);
    }

    [Fact]
    public async Task A_store_that_takes_the_part_is_not_healthy()
    {
        _answer = null;
        HealthReportEntry entry = await CheckAsync();
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("nobody has begun", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_in_time_is_not_healthy()
    {
        _s3.Setup(s3 => s3.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
            .Callback(() => _time.Advance(TimeSpan.FromSeconds(5)))
            .Returns(new TaskCompletionSource<UploadPartResponse>().Task);
        HealthReportEntry entry = await CheckAsync(options => options.Timeout = TimeSpan.FromSeconds(5));
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal("The store of bucket 'photos' has not answered within 00:00:05.", entry.Description);
    }

    [Fact]
    public async Task A_cancelled_check_ends()
    {
        using var source = new CancellationTokenSource();
        _s3.Setup(s3 => s3.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
            .Callback(source.Cancel)
            .Returns(new TaskCompletionSource<UploadPartResponse>().Task);
        await using ServiceProvider provider = Services().BuildServiceProvider();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(source.Token));
    }

    [Fact]
    public async Task The_abort_rule_is_told_and_asked_for_once_an_hour()
    {
        await using ServiceProvider provider = Services(options => options.KeyPrefix = "tmp/").BuildServiceProvider();
        object rule = (await CheckAsync(provider)).Data["abortRule"];
        Assert.StartsWith("none: incomplete uploads stay stored", (string)rule, StringComparison.Ordinal);
        Answer(new LifecycleConfiguration { Rules = [Rule("tmp/", 9), Rule("", 12), Rule("other/", 1), Rule("tmp/", 2, "Disabled")] });
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.StartsWith("none", (string)(await CheckAsync(provider)).Data["abortRule"], StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal("incomplete uploads are aborted after 9 days", entry.Data["abortRule"]);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
    }

    [Theory]
    [InlineData(501, "NotImplemented", "none: the store has no lifecycle rules")]
    [InlineData(403, "AccessDenied", "unknown (403 AccessDenied)")]
    public async Task Where_the_rule_cannot_be_known_the_bucket_is_healthy_all_the_same(int status, string code, string words)
    {
        _s3.Setup(s3 => s3.GetLifecycleConfigurationAsync(It.IsAny<GetLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(MockBucket.Error(status, code));
        HealthReportEntry entry = await CheckAsync();
        Assert.Equal((HealthStatus.Healthy, words), (entry.Status, entry.Data["abortRule"]));
    }

    [Theory]
    [InlineData("PUT", "etag", "a rule allows PUT and exposes ETag")]
    [InlineData("PUT", "x-amz-id-2", "no rule allows PUT and exposes ETag: browsers cannot send parts")]
    [InlineData("GET", "ETag", "no rule allows PUT and exposes ETag: browsers cannot send parts")]
    public async Task Cors_is_told_where_it_is_asked_for(string method, string header, string words)
    {
        _s3.Setup(s3 => s3.GetCORSConfigurationAsync(It.IsAny<GetCORSConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new GetCORSConfigurationResponse
            {
                Configuration = new CORSConfiguration { Rules = [new CORSRule { AllowedMethods = [method], ExposeHeaders = [header] }] },
            });
        HealthReportEntry entry = await CheckAsync(options => (options.IncludeCors, options.IncludeAbortRule) = (true, false));
        Assert.Equal(words, entry.Data["cors"]);
        Assert.DoesNotContain("abortRule", entry.Data.Keys);
    }

    [Fact]
    public async Task A_bucket_without_cors_has_no_rule()
    {
        _s3.Setup(s3 => s3.GetCORSConfigurationAsync(It.IsAny<GetCORSConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new GetCORSConfigurationResponse());
        object cors = (await CheckAsync(options => options.IncludeCors = true)).Data["cors"];
        Assert.StartsWith("no rule", (string)cors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_uploader_has_a_check_of_its_own_and_a_missing_client_is_named()
    {
        IServiceCollection services = Services();
        services.AddKeyedSingleton("eu", _s3.Object);
        services.AddHealthChecks()
            .AddS3MultipartUpload("photos", "eu")
            .AddS3MultipartUpload("photos", "us")
            .AddS3MultipartUpload("films", name: "films", tags: ["ready"]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(["films", "s3:eu:photos", "s3:photos", "s3:us:photos"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(HealthStatus.Healthy, report.Entries["s3:eu:photos"].Status);
        Assert.Equal(["ready"], report.Entries["films"].Tags);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["s3:us:photos"].Status);
        Assert.Contains("'us'", report.Entries["s3:us:photos"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_refused_when_it_is_registered()
    {
        IHealthChecksBuilder builder = new ServiceCollection().AddHealthChecks();
        Assert.Throws<ArgumentException>(() => builder.AddS3MultipartUpload(""));
        Assert.Throws<ArgumentException>(() => builder.AddS3MultipartUpload("photos", configure: options => options.KeyPrefix = "/a"));
        Assert.Throws<ArgumentException>(() => builder.AddS3MultipartUpload("photos", configure: options => options.KeyPrefix = null!));
        Assert.Contains(
            "1,025 bytes",
            Assert.Throws<ArgumentException>(() => builder.AddS3MultipartUpload(
                "photos", configure: options => options.KeyPrefix = new string('a', 1_013))).Message,
            StringComparison.Ordinal);
        builder.AddS3MultipartUpload("photos", configure: options => options.KeyPrefix = new string('a', 1_012));
        Assert.Throws<ArgumentException>(
            () => builder.AddS3MultipartUpload("photos", configure: options => options.Timeout = TimeSpan.Zero));
        Assert.Throws<ArgumentException>(
            () => builder.AddS3MultipartUpload("photos", configure: options => options.Timeout = TimeSpan.FromHours(1)));
    }

    private static LifecycleRule Rule(string prefix, int days, string status = "Enabled") => new()
    {
        Status = status,
        Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } },
        AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = days },
    };

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider provider) =>
        Assert.Single((await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries).Value;

    private async Task<HealthReportEntry> CheckAsync(
        Action<UploadHealthCheckOptions>? configure = null, HealthStatus? failureStatus = null)
    {
        await using ServiceProvider provider = Services(configure, failureStatus).BuildServiceProvider();
        return await CheckAsync(provider);
    }

    private IServiceCollection Services(Action<UploadHealthCheckOptions>? configure = null, HealthStatus? failureStatus = null)
    {
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton(_s3.Object).AddSingleton<TimeProvider>(_time);
        services.AddHealthChecks().AddS3MultipartUpload("photos", configure: configure, failureStatus: failureStatus);
        return services;
    }

    private void Answer(LifecycleConfiguration configuration) => _s3
        .Setup(s3 => s3.GetLifecycleConfigurationAsync(It.IsAny<GetLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(new GetLifecycleConfigurationResponse
        {
            Configuration = configuration,
            HttpStatusCode = configuration.Rules is { Count: > 0 } ? HttpStatusCode.OK : HttpStatusCode.NotFound,
        });
}
