using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Moq;
using S3MultipartUpload.AspNetCore.Bucket;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>Whether the bucket lets pages in.</summary>
public sealed class BucketTests : WebScenario
{
    private const string Origin = "https://www.example.com";
    private IBrowserUploadBucket? _bucket;
    private string _environment = "Development";

    protected override string EnvironmentName => _environment;

    [Fact]
    public async Task A_bucket_without_rules_is_told_and_mended()
    {
        IBrowserUploadBucket bucket = await BucketAsync();
        string problem = Assert.Single(await bucket.CheckCorsAsync([Origin]));
        Assert.Contains(Origin, problem, StringComparison.Ordinal);
        Assert.Contains("\"ExposeHeaders\":[\"ETag\"]", problem, StringComparison.Ordinal);
        await bucket.ConfigureCorsAsync([Origin]);
        Assert.Empty(await bucket.CheckCorsAsync([Origin]));
        Assert.NotEmpty(await bucket.CheckCorsAsync(["https://other.example.com"]));
    }

    [Theory]
    [InlineData("PUT,POST", "*", "", "the exposed header ETag")]
    [InlineData("PUT", "*", "ETag", "a rule for POST")]
    [InlineData("PUT,POST", "content-type", "ETag", "a rule for PUT, a rule for POST")]
    public async Task What_is_missing_is_named(string methods, string headers, string exposed, string missing)
    {
        await PutAsync(Rule("theirs", Origin, methods, headers, exposed));
        Assert.Contains(missing, Assert.Single(await (await BucketAsync()).CheckCorsAsync([Origin])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example.com")]
    public async Task Wildcards_of_a_bucket_count(string pattern)
    {
        await PutAsync(Rule("theirs", pattern, "GET,PUT,POST", "*", "etag"));
        Assert.Empty(await (await BucketAsync()).CheckCorsAsync([Origin]));
    }

    /// <summary>The first rule that fits counts, also where a later one would do.</summary>
    [Fact]
    public async Task Other_rules_stay_and_ours_comes_first()
    {
        await PutAsync(Rule("theirs", "*", "PUT,POST", "*", ""));
        IBrowserUploadBucket bucket = await BucketAsync();
        await bucket.ConfigureCorsAsync([Origin]);
        await bucket.ConfigureCorsAsync(["https://two.example.com"]);
        Assert.Empty(await bucket.CheckCorsAsync([Origin, "https://two.example.com"]));
        Assert.NotEmpty(await bucket.CheckCorsAsync(["https://three.example.com"]));
        List<CORSRule> rules = (await Client.GetCORSConfigurationAsync(Bucket)).Configuration.Rules;
        Assert.Equal(["s3-multipart-upload", "theirs"], rules.Select(rule => rule.Id));
    }

    [Theory]
    [InlineData("https://www.example.com/")]
    [InlineData("www.example.com")]
    [InlineData("*")]
    public async Task What_is_no_origin_is_refused(string origin)
    {
        IBrowserUploadBucket bucket = await BucketAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => bucket.ConfigureCorsAsync([origin]));
        await Assert.ThrowsAsync<ArgumentException>(() => bucket.CheckCorsAsync([]));
    }

    [Fact]
    public async Task In_development_the_log_says_at_start_what_is_missing()
    {
        string own = await AdvisedAsync(services => { });
        Assert.Contains(Warnings(), warning => warning.Contains(own, StringComparison.Ordinal));
        Assert.Contains(Warnings(), warning => warning.Contains(Origin, StringComparison.Ordinal));
    }

    /// <summary>Who listens everywhere does not know what stands in the address bar.</summary>
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    public async Task Of_pages_that_may_come_from_anywhere_the_log_says_what_it_cannot_know(string address)
    {
        IServiceProvider? provider = null;
        using HttpClient web = await StartAsync(application: application =>
        {
            provider = application.Services;
            application.Urls.Clear();
            application.Urls.Add(address);
        });
        await (provider!.GetServices<IHostedService>().OfType<CorsAdvice>().Single().ExecuteTask ?? Task.CompletedTask);
        Assert.Empty(Warnings());
        Assert.Contains(Logs.GetSnapshot(), line =>
            line.Message.Contains("AllowedOrigins", StringComparison.Ordinal)
            && line.Message.Contains("\"ExposeHeaders\":[\"ETag\"]", StringComparison.Ordinal));
        Assert.DoesNotContain(Server.Requests, request => request.Operation == S3Operation.GetBucketCors);
    }

    /// <summary>What is configured is looked at, wherever the server listens.</summary>
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData(null)]
    public async Task Configured_origins_are_looked_at_whatever_the_application_knows_of_its_address(string? address)
    {
        IServiceProvider? provider = null;
        using HttpClient web = await StartAsync(options => options.AllowedOrigins.Add(Origin), application: application =>
        {
            provider = application.Services;
            if (address is not null)
            {
                application.Urls.Clear();
                application.Urls.Add(address);
            }
        });
        await (provider!.GetServices<IHostedService>().OfType<CorsAdvice>().Single().ExecuteTask ?? Task.CompletedTask);
        Assert.Contains(Warnings(), warning => warning.Contains($"pages of {Origin}", StringComparison.Ordinal));
    }

    /// <summary>No credentials, no permission, no network: the advice is given up, the application is not.</summary>
    [Fact]
    public async Task Advice_stops_no_application()
    {
        var broken = new Mock<IAmazonS3>();
        broken.Setup(s3 => s3.GetCORSConfigurationAsync(It.IsAny<GetCORSConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new AmazonServiceException("No credentials."));
        string own = await AdvisedAsync(services => services.AddSingleton(broken.Object));
        Assert.Contains("No credentials.", Assert.Single(Warnings()), StringComparison.Ordinal);
        using var web = new HttpClient();
        using HttpResponseMessage answer = await web.GetAsync(new Uri($"{own}/uploads/config"));
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task In_production_the_bucket_is_not_asked()
    {
        _environment = "Production";
        await AdvisedAsync(services => { });
        Assert.Empty(Warnings());
        Assert.DoesNotContain(Server.Requests, request => request.Operation == S3Operation.GetBucketCors);
    }

    /// <summary>Starts an application, and waits until it has been advised.</summary>
    private async Task<string> AdvisedAsync(Action<IServiceCollection> services)
    {
        IServiceProvider? provider = null;
        using HttpClient web = await StartAsync(
            options => options.AllowedOrigins.Add(Origin), services, application => provider = application.Services);
        await (provider!.GetServices<IHostedService>().OfType<CorsAdvice>().Single().ExecuteTask ?? Task.CompletedTask);
        return web.BaseAddress!.GetLeftPart(UriPartial.Authority);
    }

    private IEnumerable<string> Warnings() => Logs.GetSnapshot()
        .Where(record => record is { Level: LogLevel.Warning, Category: "S3MultipartUpload.AspNetCore" })
        .Select(record => record.Message);

    private async Task<IBrowserUploadBucket> BucketAsync()
    {
        using HttpClient web = await StartAsync(application: web =>
            _bucket = web.Services.CreateScope().ServiceProvider.GetRequiredService<IBrowserUploadBucket>());
        return _bucket!;
    }

    private static CORSRule Rule(string id, string origin, string methods, string headers, string exposed) => new()
    {
        Id = id,
        AllowedOrigins = [origin],
        AllowedMethods = [.. methods.Split(',')],
        AllowedHeaders = [.. headers.Split(',')],
        ExposeHeaders = [.. exposed.Split(',', StringSplitOptions.RemoveEmptyEntries)],
    };

    private Task<PutCORSConfigurationResponse> PutAsync(params List<CORSRule> rules) => Client.PutCORSConfigurationAsync(
        new PutCORSConfigurationRequest { BucketName = Bucket, Configuration = new CORSConfiguration { Rules = rules } });
}
