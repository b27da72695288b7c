using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>
/// The answer to the request that stores the object is lost, cut, empty or wrong. Success means that our object is there; failure
/// means that it is not, whatever else is under the key.
/// </summary>
public sealed class AmbiguousOutcomeTests : IAsyncLifetime
{
    private const string Bucket = "photos";

    private readonly byte[] _bytes = [.. Enumerable.Range(0, 25_000).Select(value => (byte)(value * 31))];
    private S3TestServer? _server;
    private AmazonS3Client? _client;

    public static TheoryData<string, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, bool>();
            foreach (bool inParts in new[] { true, false })
            {
                foreach (string effect in new[] { "dropped", "cut", "error in 200", "empty, done", "empty, not done", "500", "reset before" })
                {
                    cases.Add(effect, inParts, true);
                    cases.Add(effect, inParts, false);
                }
            }

            return cases;
        }
    }

    private S3TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    private AmazonS3Client Client => _client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket }, MinimumPartSize = 1 });
        _client = _server.CreateClient(config =>
        {
            config.MaxErrorRetry = 0;
            config.MaxStaleConnectionRetries = 0;
        });

        // An older object of the same size is under the key.
        await _client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", InputStream = new MemoryStream(new byte[_bytes.Length]) });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_outcome_is_the_truth(string effect, bool inParts, bool always)
    {
        Server.Faults.Add(new Fault
        {
            Operation = inParts ? S3Operation.CompleteMultipartUpload : S3Operation.PutObject,
            Times = always ? null : 1,
            Effect = Effect(effect),
        });
        UploadManifest? manifest = null;
        MultipartUploadException? failure = null;
        try
        {
            manifest = await Upload(inParts);
        }
        catch (MultipartUploadException thrown)
        {
            failure = thrown;
        }

        Server.Faults.Clear();
        bool isStored = (await StoredBytes()).SequenceEqual(_bytes);
        Assert.Equal(isStored, manifest is not null);
        Assert.Equal(!isStored, failure is not null);
        Assert.NotEqual(FailedUploadState.Unknown, failure?.State);
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
        if (!always || effect is "dropped" or "cut" or "empty, done")
        {
            Assert.True(isStored);
        }

        if (manifest is not null)
        {
            Assert.Equal((_bytes.Length, true), (manifest.Size, manifest.IsComplete));
            Assert.Equal((await Client.GetObjectMetadataAsync(Bucket, "a")).ETag, manifest.ETag);
        }
    }

    [Fact]
    public async Task An_upload_completed_by_an_earlier_try_is_a_success_though_the_store_has_forgotten_it()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = FaultEffect.DropReply });
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Skip = 1, Effect = FaultEffect.Status(404, "NoSuchUpload") });
        UploadManifest manifest = await Upload(inParts: true);
        Assert.True(manifest.IsComplete);
        Assert.Equal(_bytes, await StoredBytes());
    }

    [Fact]
    public async Task An_upload_that_vanished_before_Complete_is_a_failure_though_some_object_is_there()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.UploadVanished });
        var failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts: true));
        Assert.Equal("NoSuchUpload", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.NotEqual(_bytes, await StoredBytes());
    }

    [Theory]
    [InlineData("dropped")]
    [InlineData("empty, done")]
    public async Task When_the_object_cannot_be_looked_at_the_error_says_so_and_nothing_is_touched(string effect)
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = Effect(effect) });
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        var failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(inParts: true));
        Assert.Equal(FailedUploadState.Unknown, failure.State);
        Assert.DoesNotContain(Server.Requests, request => request.Operation == S3Operation.AbortMultipartUpload);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12_345)]
    [InlineData(24_999)]
    public async Task A_byte_turned_over_on_its_way_never_reaches_the_object(int offset)
    {
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = (offset / 10_000) + 1,
            Times = 1,
            Effect = FaultEffect.FlipByte(offset % 10_000),
        });
        UploadManifest manifest = await Upload(inParts: true);
        Assert.Equal(1, manifest.Retries);
        Assert.Equal(_bytes, await StoredBytes());
    }

    private static FaultEffect Effect(string name) => name switch
    {
        "dropped" => FaultEffect.DropReply,
        "cut" => FaultEffect.TruncateReply(20),
        "error in 200" => FaultEffect.ErrorInOk("InternalError"),
        "empty, done" => FaultEffect.EmptyOk(done: true),
        "empty, not done" => FaultEffect.EmptyOk(done: false),
        "500" => FaultEffect.Status(500, "InternalError"),
        _ => FaultEffect.ConnectionReset,
    };

    private Task<UploadManifest> Upload(bool inParts) => new MultipartUploader(Client, new S3MultipartUploadOptions
    {
        Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1 } },
        PartSizer = PartSizer.Fixed(10_000),
        SinglePutThreshold = inParts ? 0 : 100_000,
        MaxRetries = 2,
        RetryDelay = TimeSpan.Zero,
    }).UploadAsync(new UploadRequest { BucketName = Bucket, Key = "a", Source = PartSource.FromMemory(_bytes) });

    private async Task<byte[]> StoredBytes()
    {
        using GetObjectResponse stored = await Client.GetObjectAsync(Bucket, "a");
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
