using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;
using S3MultipartUpload.Options;

namespace S3MultipartUpload.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task An_application_gets_an_uploader_over_its_own_client()
    {
        var s3 = new MockS3();
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(s3.Client)
            .AddS3MultipartUpload(options => options.SinglePutThreshold = 0).Services
            .BuildServiceProvider(validateScopes: true);
        await services.GetRequiredService<IMultipartUploader>().UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(9))));
        Assert.Equal(["Create", "Part 1", "Complete"], s3.Calls);
    }

    [Fact]
    public void Registering_twice_keeps_one_uploader_and_applies_both_configurations()
    {
        IServiceCollection services = new ServiceCollection()
            .AddSingleton(Mock.Of<IAmazonS3>())
            .AddS3MultipartUpload(options => options.Concurrency = UploadConcurrency.Fixed(3)).Services
            .AddS3MultipartUpload(options => options.MaxRetries = 4).Services;
        Assert.Single(services, service => service.ServiceType == typeof(IMultipartUploader));
        S3MultipartUploadOptions options = services.BuildServiceProvider().GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value;
        Assert.Equal((3, 4), (options.Concurrency.Initial, options.MaxRetries));
    }

    [Fact]
    public void My_own_uploader_stays_when_it_was_registered_before()
    {
        IMultipartUploader mine = Mock.Of<IMultipartUploader>();
        IServiceCollection services = new ServiceCollection().AddSingleton(mine).AddS3MultipartUpload().Services;
        Assert.Same(mine, services.BuildServiceProvider().GetRequiredService<IMultipartUploader>());
    }

    [Fact]
    public async Task An_application_gets_the_clean_up_over_its_own_client_and_clock()
    {
        var bucket = new MockBucket();
        var begun = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        bucket.Add("a", begun);
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(bucket.Mock.Object)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(begun.AddDays(3)))
            .AddS3MultipartUpload().Services
            .AddS3MultipartUpload().Services
            .BuildServiceProvider(validateScopes: true);
        var query = new IncompleteUploadQuery { BucketName = MockBucket.Name };
        IncompleteUpload upload = await Assert.Single(services.GetServices<IIncompleteUploads>()).ListAsync(query).SingleAsync();
        Assert.Equal(TimeSpan.FromDays(3), upload.Age);
    }

    [Fact]
    public void The_client_may_be_scoped()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddScoped(_ => Mock.Of<IAmazonS3>())
            .AddS3MultipartUpload().Services
            .BuildServiceProvider(validateScopes: true);
        using IServiceScope scope = services.CreateScope();
        Assert.NotNull(scope.ServiceProvider.GetRequiredService<IMultipartUploader>());
    }

    [Fact]
    public void Without_a_client_the_error_says_what_to_register()
    {
        using ServiceProvider services = new ServiceCollection().AddS3MultipartUpload().Services.BuildServiceProvider();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(services.GetRequiredService<IMultipartUploader>);
        Assert.Contains("AddAWSService<IAmazonS3>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_options_stop_the_application_at_its_start_with_all_problems_named()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddS3MultipartUpload(options =>
            {
                options.MaxConcurrentRequests = 0;
                options.MaxPartSize = 1;
                options.RetryDelay = TimeSpan.FromMinutes(2);
            }).Services
            .BuildServiceProvider();
        OptionsValidationException error =
            Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Equal(4, error.Failures.Count());
        Assert.Contains(error.Failures, failure => failure.StartsWith("No IAmazonS3 is registered.", StringComparison.Ordinal));
        Assert.Contains(error.Failures, failure => failure.Contains("RetryDelay (00:02:00) must not exceed MaxRetryDelay " +
            "(00:00:30)", StringComparison.Ordinal));
    }

    [Fact]
    public void Wrong_options_are_refused_without_DI_too() =>
        Assert.Throws<OptionsValidationException>(() => new MultipartUploader(new MockS3().Client, new() { MaxRetries = -1 }));

    public static TheoryData<Action<S3MultipartUploadOptions>, string> WrongOptions => new()
    {
        { options => options.PartSizer = null!, "PartSizer" },
        { options => options.Profile = ProviderProfile.AmazonS3 with { Limits = null! }, "Profile" },
        { options => options.Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MaxParts = 0 } }, "MaxParts" },
        { options => options.Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = 0 } }, "MinPartSize" },
        { options => options.Profile = ProviderProfile.AmazonS3 with { PageSize = 0 }, "PageSize" },
        { options => options.Profile = ProviderProfile.AmazonS3 with { FullObjectAlgorithms = [PartChecksumAlgorithm.Sha256] },
        "FullObject" },
        { options => options.ChecksumAlgorithm = (PartChecksumAlgorithm)99, "ChecksumAlgorithm" },
        { options => options.MaxPartSize = 5 * 1024 * Samples.MiB + 1, "MaxPartSize" },
        { options => options.SinglePutThreshold = -1, "SinglePutThreshold" },
        { options => options.SinglePutThreshold = 6 * 1024 * Samples.MiB, "SinglePutThreshold" },
        { options => options.MaxBufferedBytes = 1, "MaxBufferedBytes" },
        { options => options.ResponseTimeout = TimeSpan.Zero, "ResponseTimeout" },
        { options => options.StallTimeout = TimeSpan.FromDays(2), "StallTimeout" },
        { options => options.ProcessingTimeout = TimeSpan.FromDays(2), "ProcessingTimeout" },
        { options => options.AbortTimeout = TimeSpan.FromSeconds(-1), "AbortTimeout" },
        { options => options.MaxRetryDelay = TimeSpan.FromDays(2), "MaxRetryDelay" },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void Each_wrong_option_is_named(Action<S3MultipartUploadOptions> configure, string name)
    {
        var options = new S3MultipartUploadOptions();
        configure(options);
        ValidateOptionsResult result = new S3MultipartUploadOptionsValidator().Validate(null, options);
        Assert.Contains(name, Assert.Single(result.Failures ?? []), StringComparison.Ordinal);
    }
}
