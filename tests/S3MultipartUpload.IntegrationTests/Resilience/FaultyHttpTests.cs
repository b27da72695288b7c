using System.Collections.Concurrent;
using System.IO.Hashing;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>The uploader over real HTTP that goes wrong.</summary>
public sealed class FaultyHttpTests : IAsyncLifetime
{
    private const string Bucket = "photos";

    private S3TestServer? _server;
    private AmazonS3Client? _client;

    private S3TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    private AmazonS3Client Client => _client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _server =
            await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket }, MinimumPartSize = 1, FaultSeed = 2026 });
        _client = _server.CreateClient(config =>
        {
            config.MaxErrorRetry = 0;
            config.MaxStaleConnectionRetries = 0;
        });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task A_fifth_of_all_attempts_failing_costs_retries_but_no_byte()
    {
        Fault refused = new() { Operation = S3Operation.UploadPart, Probability = 0.1, Effect = FaultEffect.Status(503, "SlowDown") };
        Fault reset = new() { Operation = S3Operation.UploadPart, Probability = 0.11, Effect = FaultEffect.ConnectionReset };
        Server.Faults.Add(refused);
        Server.Faults.Add(reset);
        MultipartUploader uploader = Uploader();
        var random = new Random(7);
        int retries = 0;
        int parts = 0;
        for (int upload = 0; upload < 200; upload++)
        {
            byte[] bytes = new byte[random.Next(30_000, 300_000)];
            random.NextBytes(bytes);
            IPartSource source = upload % 2 == 0 ? PartSource.FromMemory(bytes) : PartSource.FromStream(new MemoryStream(bytes));
            UploadManifest manifest = await uploader.UploadAsync(Request(source, $"upload-{upload}"));
            Assert.Equal(bytes, await StoredBytes($"upload-{upload}"));
            retries += manifest.Retries;
            parts += manifest.Parts.Count;
        }

        Assert.Equal(refused.Struck + reset.Struck, retries);
        Assert.InRange((double)retries / (retries + parts), 0.15, 0.25);
        Assert.All(Server.Requests, request => Assert.InRange(request.Attempt, 1, 9));
        Assert.Empty((await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? []);
    }

    [Theory]
    [InlineData(S3Operation.CreateMultipartUpload)]
    [InlineData(S3Operation.CompleteMultipartUpload)]
    [InlineData(S3Operation.PutObject)]
    public async Task Requests_without_parts_are_tried_again_too(S3Operation operation)
    {
        Server.Faults.Add(new Fault { Operation = operation, Times = 2, Effect = FaultEffect.Status(500, "InternalError") });
        byte[] bytes = new byte[operation == S3Operation.PutObject ? 100 : 50_000];
        await Uploader().UploadAsync(Request(PartSource.FromMemory(bytes), "a"));
        Assert.Equal(bytes, await StoredBytes("a"));
        Assert.Equal(3, Server.Requests.Count(request => request.Operation == operation));
    }

    [Fact]
    public async Task The_store_s_Retry_After_is_waited_for()
    {
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 1,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown", retryAfter: TimeSpan.FromSeconds(7)),
        });
        var time = new ImpatientTimeProvider(longest: TimeSpan.FromSeconds(30));
        await Uploader(Slow, time)
            .UploadAsync(Request(PartSource.FromMemory(new byte[50_000]), "a"));
        Assert.Equal([TimeSpan.FromSeconds(7)], time.Waits);
    }

    private static void Slow(S3MultipartUploadOptions options)
    {
        options.MaxRetryDelay = TimeSpan.FromSeconds(20);
        options.AbortTimeout = TimeSpan.FromMinutes(1);
    }

    [Fact]
    public async Task A_Retry_After_is_no_longer_than_the_longest_delay()
    {
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.PutObject,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown", TimeSpan.FromHours(3))
        });
        var time = new ImpatientTimeProvider(longest: TimeSpan.FromSeconds(30));
        await Uploader(Slow, time)
            .UploadAsync(Request(PartSource.FromMemory(new byte[5]), "a"));
        Assert.Equal([TimeSpan.FromSeconds(20)], time.Waits);
    }

    [Fact]
    public async Task Each_part_is_hashed_by_us_and_sent_with_its_length()
    {
        byte[] bytes = new byte[25_000];
        new Random(3).NextBytes(bytes);
        UploadManifest manifest = await Uploader().UploadAsync(Request(PartSource.FromMemory(bytes), "a"));
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = Bucket, Key = "a", ChecksumMode = ChecksumMode.ENABLED });
        Assert.Equal(ChecksumType.FULL_OBJECT, head.ChecksumType);
        Assert.Equal(manifest.Checksum?.Value, head.ChecksumCRC32);
        byte[] crc = Crc32.Hash(bytes);
        Array.Reverse(crc);
        Assert.Equal(Convert.ToBase64String(crc), head.ChecksumCRC32);
    }

    [Fact]
    public async Task Parts_arrive_together_but_never_more_than_allowed()
    {
        await Uploader(options => options.Concurrency = UploadConcurrency.Fixed(3))
            .UploadAsync(Request(PartSource.FromMemory(new byte[400_000]), "a"));
        Assert.InRange(Server.MaxPartsInFlight, 1, 3);
    }

    [Fact]
    public async Task Progress_over_HTTP_never_exceeds_the_whole_and_ends_at_it()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = FaultEffect.ResetAfter(800_000) });
        var reports = new ConcurrentQueue<UploadProgress>();
        byte[] bytes = new byte[3_000_000];
        await Uploader(options =>
        {
            options.Concurrency = UploadConcurrency.Fixed(1);
            options.PartSizer = PartSizer.Fixed(1_000_000);
        }).UploadAsync(
            new UploadRequest { BucketName = Bucket, Key = "a", Source = PartSource.FromMemory(bytes), Progress = new Queueing(reports) });
        Assert.All(reports, report => Assert.InRange(report.BytesTransferred, report.BytesStored, bytes.Length));
        Assert.Equal(bytes.Length, reports.Last().BytesStored);
        Assert.Equal(bytes.Length, reports.Last().BytesTransferred);
    }

    private MultipartUploader Uploader(Action<S3MultipartUploadOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1 } },
            PartSizer = PartSizer.Fixed(10_000),
            SinglePutThreshold = 1_000,
            RetryDelay = TimeSpan.Zero,
            MaxRetryDelay = TimeSpan.Zero,
        };
        configure?.Invoke(options);
        return new MultipartUploader(Client, options, timeProvider: time);
    }

    private static UploadRequest Request(IPartSource source, string key) => new() { BucketName = Bucket, Key = key, Source = source };

    private async Task<byte[]> StoredBytes(string key)
    {
        using GetObjectResponse stored = await Client.GetObjectAsync(Bucket, key);
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private sealed class Queueing(ConcurrentQueue<UploadProgress> reports) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => reports.Enqueue(value);
    }
}
