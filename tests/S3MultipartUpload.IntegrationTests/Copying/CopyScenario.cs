using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Copying;

/// <summary>Copies of a source of 25,000 bytes in three parts.</summary>
public abstract class CopyScenario : EndpointScenario
{
    protected const string Key = "copy";
    protected const int PartSize = 10_000;

    protected byte[] Bytes { get; } = RandomBytes(25_000, seed: 1);

    /// <summary>The endpoint's clock.</summary>
    protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options
    {
        get
        {
            S3TestServerOptions options = base.Options;
            options.TimeProvider = Clock;
            return options;
        }
    }

    protected MemoryCheckpointStore Checkpoints { get; } = new();

    protected static CopySource Source(string key = "source") => new() { BucketName = Bucket, Key = key };

    protected static CopyRequest Request(params CopySource[] sources) =>
        new() { BucketName = Bucket, Key = Key, Sources = sources };

    protected static ProviderProfile Small(ProviderProfile profile) =>
        profile with { Limits = profile.Limits with { MinPartSize = 5_000 } };

    protected static ProviderProfile ProfileOf(string name) => Small(ProviderProfile.Find(name) ?? throw new ArgumentException(name));

    protected MultipartUploader Uploader(ProviderProfile? profile = null, Action<S3MultipartUploadOptions>? configure = null)
    {
        var options = new S3MultipartUploadOptions
        {
            Profile = profile ?? Small(ProviderProfile.AmazonS3),
            PartSizer = PartSizer.Fixed(PartSize),
            Concurrency = UploadConcurrency.Fixed(1),
            RetryDelay = TimeSpan.Zero,
            MaxRetryDelay = TimeSpan.Zero,
            MaxRetries = 2,
        };
        configure?.Invoke(options);
        return new MultipartUploader(Client, options, new OutputLogger<MultipartUploader>());
    }

    protected Task<PutObjectResponse> PutAsync(byte[] bytes, string key = "source") => Client.PutObjectAsync(
        new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(bytes) });

    protected int Count(S3Operation operation) => Server.Requests.Count(request => request.Operation == operation);

    protected async Task AssertNothingIsLeftAsync()
    {
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
        Assert.DoesNotContain(
            (await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects ?? [],
            stored => stored.Key == Key);
    }
}
