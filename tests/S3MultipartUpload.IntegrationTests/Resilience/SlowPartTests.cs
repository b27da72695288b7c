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
            UploadManifest manifest = await UploadAsync($"{received}", source, slowPartFactor: 3);
            Assert.Equal(_bytes, await ReadAsync($"{received}"));
            Assert.Equal((1, 0, 6), (stall.Struck, manifest.Retries, manifest.Parts.Count));
            VerificationReport report = await new MultipartUploader(Client)
                .VerifyAsync(manifest, new VerifyOptions { Deep = true }, TestContext.Current.CancellationToken);
            Assert.Equal(VerificationOutcome.Proven, report.Outcome);
        }
    }

    /// <summary>Both are stored, the slow one last; the proof is that of the bytes.</summary>
    [Fact]
    public async Task A_part_that_was_stored_twice_is_the_part()
    {
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = hold });
        UploadManifest manifest = await UploadAsync("a", "stream", slowPartFactor: 3);
        Assert.Equal(_bytes, await ReadAsync("a"));
        Assert.Equal(0, manifest.Retries);
    }

    private async Task<UploadManifest> UploadAsync(string key, string source, double? slowPartFactor)
    {
        var time = new FakeTimeProvider();
        var uploader = new MultipartUploader(
            Client,
            new S3MultipartUploadOptions
            {
                Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = 1 } },
                SinglePutThreshold = 0,
                SlowPartFactor = slowPartFactor,
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
            },
            TestContext.Current.CancellationToken);
        while (await Task.WhenAny(upload, Task.Delay(5, TestContext.Current.CancellationToken)) != upload)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        return await upload;
    }
}
