using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using Polly;

namespace S3MultipartUpload.Tests;

public sealed class BuilderTests
{
    private readonly ServiceCollection _services = [];

    public BuilderTests() => _services.AddSingleton(Mock.Of<IAmazonS3>()).AddKeyedSingleton("eu", Mock.Of<IAmazonS3>());

    [Fact]
    public void What_is_said_last_counts()
    {
        IS3MultipartUploadBuilder builder = _services.AddS3MultipartUpload(options => options.MaxRetries = 1)
            .Configure(options => options.MaxRetries = 2)
            .UseStore(ProviderProfile.MinIO)
            .UseStore(ProviderProfile.CephRgw);
        Assert.Equal("", builder.Name);
        Assert.Same(_services, builder.Services);
        S3MultipartUploadOptions options = Options("");
        Assert.Equal((2, ProviderProfile.CephRgw), (options.MaxRetries, options.Profile));
    }

    [Fact]
    public async Task Checkpoints_are_kept_in_the_folder()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"s3mpu-{Guid.NewGuid():N}");
        _services.AddKeyedS3MultipartUpload("eu").UseFileCheckpoints(folder);
        Assert.Null(Options("").CheckpointStore);
        FileCheckpointStore store = Assert.IsType<FileCheckpointStore>(Options("eu").CheckpointStore);
        await using (await store.OpenAsync("bucket", "key", CancellationToken.None))
        {
            Assert.NotEmpty(Directory.GetFiles(folder));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Stores_and_sizers_come_from_the_services()
    {
        TimeProvider time = TimeProvider.System;
        _services.AddSingleton(time);
        _services.AddS3MultipartUpload().UseCheckpointStore<OwnStore>().UsePartSizer<OwnSizer>();
        _services.AddKeyedS3MultipartUpload("eu").UseCheckpointStore<OwnStore>().UsePartSizer<OwnSizer>();
        using ServiceProvider provider = _services.BuildServiceProvider();
        S3MultipartUploadOptions options = provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value;
        S3MultipartUploadOptions eu = provider.GetRequiredService<IOptionsMonitor<S3MultipartUploadOptions>>().Get("eu");
        Assert.Same(time, Assert.IsType<OwnStore>(options.CheckpointStore).Time);
        Assert.Same(options.CheckpointStore, eu.CheckpointStore);
        Assert.Same(Assert.IsType<OwnSizer>(options.PartSizer), eu.PartSizer);
    }

    [Fact]
    public void Strategies_are_added_one_after_the_other_and_know_for_whom()
    {
        List<string> calls = [];
        _services.AddSingleton("a service");
        _services.AddKeyedS3MultipartUpload("eu", options => options.ConfigurePipeline = _ => calls.Add("options"))
            .ConfigurePipeline((_, context) => calls.Add($"{context.Name}, {context.ServiceProvider.GetRequiredService<string>()}"))
            .ConfigurePipeline((builder, _) => calls.Add(builder.GetType().Name));
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredKeyedService<IMultipartUploader>("eu"));
        Assert.Equal(["options", "eu, a service", nameof(ResiliencePipelineBuilder)], calls);
    }

    [Fact]
    public void What_is_missing_is_refused()
    {
        IS3MultipartUploadBuilder builder = _services.AddS3MultipartUpload();
        Assert.Throws<ArgumentNullException>(() => builder.Configure(null!));
        Assert.Throws<ArgumentNullException>(() => builder.ConfigurePipeline(null!));
        Assert.Throws<ArgumentNullException>(() => builder.UseStore(null!));
        Assert.Throws<ArgumentException>(() => builder.UseFileCheckpoints(" "));
        Assert.Throws<ArgumentException>(() => builder.BindConfiguration(""));
        Assert.Throws<ArgumentNullException>(() => ((IS3MultipartUploadBuilder)null!).UseOwnLimits());
        Assert.Throws<ArgumentNullException>(() => ((IS3MultipartUploadBuilder)null!).UsePartSizer<OwnSizer>());
        Assert.Throws<ArgumentNullException>(() => ((IS3MultipartUploadBuilder)null!).UseCheckpointStore<OwnStore>());
    }

    private S3MultipartUploadOptions Options(string name)
    {
        using ServiceProvider provider = _services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<S3MultipartUploadOptions>>().Get(name);
    }

    private sealed class OwnStore(TimeProvider time) : ICheckpointStore
    {
        public TimeProvider Time => time;

        public ValueTask<ICheckpoint> OpenAsync(string bucketName, string key, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<CheckpointEntry> ListAsync(CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }

    private sealed class OwnSizer : IPartSizer
    {
        public long GetPartSize(int partNumber, long? length, ServiceLimits limits) => limits.MinPartSize;
    }
}
