using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Slow parts over real connections: whichever stalls, and wherever, the object is right, and its parts are the store's.</summary>
public sealed class SlowPartTests : EndpointScenario
{
    private const int PartSize = 64 * 1024;

    private readonly byte[] _bytes = RandomBytes((6 * PartSize) - 7, seed: 1);

    public static TheoryData<int, string> Stalls => new MatrixTheoryData<int, string>([1, 4, 6], ["memory", "stream"]);

    [Theory]
    [MemberData(nameof(Stalls))]
    public async Task A_request_that_stalls_holds_nothing_up(int part, string source)
    {
        foreach (long received in new[] { 0, 20_000, FaultEffect.WholeBody })
        {
            var stall = new Fault
            {
                Operation = S3Operation.UploadPart,
                PartNumber = part,
                Times = 1,
                Effect = FaultEffect.Stall(received),
            };
            Server.Faults.Add(stall);
            UploadManifest manifest = await UploadAsync($"{received}", source);
            Assert.Equal(_bytes, await ReadAsync($"{received}"));
            Assert.Equal((1, 0, 6), (stall.Struck, manifest.Retries, manifest.Parts.Count));
            VerificationReport report = await new MultipartUploader(Client)
                .VerifyAsync(manifest, new VerifyOptions { Deep = true }, TestContext.Current.CancellationToken);
            Assert.Equal(VerificationOutcome.Proven, report.Outcome);
        }
    }

    /// <summary>Both are stored.</summary>
    [Fact]
    public async Task A_part_that_was_stored_twice_is_the_part()
    {
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = hold });
        UploadManifest manifest = await UploadAsync("a", "stream");
        Assert.Equal(_bytes, await ReadAsync("a"));
        Assert.Equal(0, manifest.Retries);
        Assert.Equal(2, Server.Requests.Count(request => request is { Operation: S3Operation.UploadPart, PartNumber: 2 }));
    }

    /// <summary>As where the ETag is not the MD5, and the request that was called back was stored last.</summary>
    [Theory]
    [InlineData("memory")]
    [InlineData("stream")]
    public async Task A_part_of_which_the_other_request_was_stored_last_is_known_by_its_ETag(string source)
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = FaultEffect.Stall(0) });
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = FaultEffect.ETag("\"another\"") });
        UploadManifest manifest = await UploadAsync("a", source);
        Assert.Equal(_bytes, await ReadAsync("a"));
        Assert.DoesNotContain(manifest.Parts, part => part.ETag == "\"another\"");
        Assert.Equal(2, Server.Requests.Count(request => request is { Operation: S3Operation.UploadPart, PartNumber: 2 }));
        Assert.Equal(2, Server.Requests.Count(request => request.Operation == S3Operation.CompleteMultipartUpload));
    }

    /// <summary>Interrupted when all but the last part are stored, the second by its second request.</summary>
    [Theory]
    [InlineData("memory")]
    [InlineData("stream")]
    public async Task A_part_that_was_sent_twice_is_in_the_checkpoint_and_not_sent_again(string source)
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = FaultEffect.Stall(0) });
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 6, Effect = FaultEffect.Stall(0) });
        var checkpoints = new MemoryCheckpointStore();
        using var end = new CancellationTokenSource();
        await Assert.ThrowsAsync<UploadCanceledException>(() => UploadAsync("a", source, checkpoints, end));
        Server.Faults.Clear();
        UploadManifest manifest = await UploadAsync("a", source, checkpoints);
        Assert.Equal(_bytes, await ReadAsync("a"));
        Assert.Equal((6, 5), (manifest.Parts.Count, manifest.PartsResumed));
        Assert.Equal([1, 2, 3, 4, 5, 6], Server.Requests
            .Where(request => request is { Operation: S3Operation.UploadPart, Status: 200 })
            .Select(request => request.PartNumber ?? 0).Order());
    }

    /// <param name="key">The key.</param>
    /// <param name="source">The form of the bytes.</param>
    /// <param name="checkpoints">Where what is stored is remembered; null for nowhere.</param>
    /// <param name="end">Is cancelled when all parts but one are stored; null for never.</param>
    private async Task<UploadManifest> UploadAsync(
        string key, string source, ICheckpointStore? checkpoints = null, CancellationTokenSource? end = null)
    {
        var time = new FakeTimeProvider();
        var most = new Most(end);
        var uploader = new MultipartUploader(
            Client,
            new S3MultipartUploadOptions
            {
                Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = 1 } },
                SinglePutThreshold = 0,
                SlowPartFactor = 3,
                CheckpointStore = checkpoints,
                StallTimeout = TimeSpan.FromDays(1),
                ResponseTimeout = TimeSpan.FromDays(1),
            },
            timeProvider: time);
        Task<UploadManifest> upload = uploader.UploadAsync(
            new UploadRequest
            {
                BucketName = Bucket,
                Key = key,
                Source = source == "memory" ? PartSource.FromMemory(_bytes) : PartSource.FromStream(new MemoryStream(_bytes)),
                PartSize = PartSize,
                Progress = most,
            },
            end?.Token ?? TestContext.Current.CancellationToken);
        while (await Task.WhenAny(upload, Task.Delay(5, TestContext.Current.CancellationToken)) != upload)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        UploadManifest manifest = await upload;
        Assert.Equal(_bytes.Length, most.Bytes);
        return manifest;
    }

    private sealed class Most(CancellationTokenSource? end) : IProgress<UploadProgress>
    {
        private long _bytes;

        public long Bytes => Volatile.Read(ref _bytes);

        public void Report(UploadProgress value)
        {
            Volatile.Write(ref _bytes, Math.Max(_bytes, value.BytesTransferred));
            if (value.PartsStored == value.TotalParts - 1 || (value.TotalParts is null && value.PartsStored == 5))
            {
                end?.Cancel();
            }
        }
    }
}
