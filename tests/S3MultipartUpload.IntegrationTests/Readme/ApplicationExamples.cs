using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Moq;
using Polly;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of the pages that is about an application: its options, its stores, its health, its sweeper.</summary>
public sealed class ApplicationExamples : ExampleScenario
{
    [Fact]
    public void Options_in_code()
    {
        var services = new ServiceCollection();
        services.AddS3MultipartUpload(options =>
        {
            options.MaxPartSize = 512L * 1024 * 1024;
            options.Profile = ProviderProfile.MinIO;
        });
        using ServiceProvider provider = services.AddSingleton(Mock.Of<IAmazonS3>()).BuildServiceProvider();
        Assert.Equal(512L << 20, provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value.MaxPartSize);
    }

    [Fact]
    public void Configuration()
    {
        var services = new ServiceCollection();
        services.AddS3MultipartUpload()
            .BindConfiguration("S3Uploads")
            .UseFileCheckpoints("/var/lib/backup/checkpoints")
            .ConfigurePipeline((pipeline, context) => pipeline.AddTimeout(TimeSpan.FromMinutes(30)));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(new MemoryStream("""
            {
                "S3Uploads": {
                  "Profile": "MinIO",
                  "PartSize": "32MiB",
                  "MaxBufferedBytes": "1GiB",
                  "Bandwidth": { "MaxBytesPerSecond": "50MiB" },
                  "StallTimeout": "00:00:30"
                }
            }
            """u8.ToArray())).Build());
        services.AddSingleton(Mock.Of<IAmazonS3>());
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal(ProviderProfile.MinIO, provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value.Profile);
    }

    [Fact]
    public async Task Several_stores()
    {
        using AmazonS3Client europe = Server.CreateClient();
        using AmazonS3Client america = Server.CreateClient();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream("""{ "Stores": { "Eu": { "MaxRetries": 3 } } }"""u8.ToArray())).Build());
        services.AddKeyedSingleton<IAmazonS3>("eu", europe);
        services.AddKeyedSingleton<IAmazonS3>("us", america);
        services.AddKeyedS3MultipartUpload("eu").BindConfiguration("Stores:Eu");
        services.AddKeyedS3MultipartUpload("us").UseStore(ProviderProfile.AmazonS3);
        services.Configure<S3MultipartUploadOptions>(shared => shared.Concurrency = UploadConcurrency.Fixed(20));
        await using ServiceProvider provider = services.AddTransient<Mirror>().BuildServiceProvider();
        await provider.GetRequiredService<Mirror>().StoreAsync(FilePath);
        await AssertStored("disk.img");
    }

    [Fact]
    public async Task Health_and_a_sweeper()
    {
        AmazonS3Client client = Client;
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton<IAmazonS3>(client);
        services.AddHealthChecks().AddS3MultipartUpload("backups");
        services.AddS3MultipartUpload().AddIncompleteUploadSweeper(sweeper =>
        {
            sweeper.MinimumAge = TimeSpan.FromDays(14);
            sweeper.Queries.Add(new IncompleteUploadQuery { BucketName = "backups", Prefix = "2026/" });
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal(HealthStatus.Healthy, (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
    }

    public sealed class Mirror(
        [FromKeyedServices("eu")] IMultipartUploader europe, [FromKeyedServices("us")] IMultipartUploader america)
    {
        public Task StoreAsync(string path) => Task.WhenAll(new[] { europe, america }.Select(uploader => uploader.UploadAsync(
            new UploadRequest { BucketName = "backups", Key = "disk.img", Source = PartSource.FromFile(path) })));
    }
}
