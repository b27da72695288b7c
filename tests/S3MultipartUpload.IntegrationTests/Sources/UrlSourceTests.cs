using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What a web server (the endpoint) has becomes an object, over connections that break, or the upload fails.</summary>
public sealed class UrlSourceTests : EndpointScenario
{
    private const int PartSize = 100_000;

    private readonly HttpClient _http = new();

    private byte[] Bytes { get; } = RandomBytes((5 * PartSize) + 7, seed: 1);

    protected override S3TestServerOptions Options => new()
    {
        BucketNames = { Bucket, "web" },
        MinimumPartSize = 1,
        AllowUnsignedPayloadOverHttp = true,
    };

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task A_presigned_URL_becomes_an_object_and_each_part_is_fetched_as_often_as_the_documentation_says()
    {
        IPartSource source = await SourceAsync();
        Assert.Equal(Bytes.Length, source.Length);
        UploadManifest manifest = await Uploader().UploadAsync(Request(source));
        Assert.Equal(Bytes, await ReadAsync("summer.bin"));
        Assert.Equal(0, manifest.Retries);

        // The first look; and of each part: for its checksum, for the SDK's signature over http, and to be sent.
        Assert.Equal(1 + (3 * manifest.Parts.Count), Fetches());
    }

    [Fact]
    public async Task Where_the_SDK_does_not_sign_parts_each_is_fetched_twice()
    {
        UploadManifest manifest =
            await Uploader(options => options.UnsignedPayloadOverHttp = true).UploadAsync(Request(await SourceAsync()));
        Assert.Equal(Bytes, await ReadAsync("summer.bin"));
        Assert.Equal(1 + (2 * manifest.Parts.Count), Fetches());
    }

    /// <summary>Whether a part was read for its checksum, for the signature, or to be sent: it is read anew.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1_000)]
    [InlineData(2, 70_000)]
    [InlineData(7, PartSize - 1)]
    public async Task A_connection_that_breaks_in_the_middle_of_a_part_costs_an_attempt_and_no_byte(int skip, int sent)
    {
        IPartSource source = await SourceAsync();
        Fault cut = new() { Operation = S3Operation.GetObject, Skip = skip, Times = 1, Effect = FaultEffect.TruncateReply(sent) };
        Server.Faults.Add(cut);
        UploadManifest manifest = await Uploader(options => options.Concurrency = UploadConcurrency.Fixed(1)).UploadAsync(Request(source));
        Assert.Equal(1, cut.Struck);
        Assert.Equal(Bytes, await ReadAsync("summer.bin"));
        Assert.Equal(6, manifest.Parts.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_third_of_all_fetches_that_fail_cost_attempts_and_no_byte(int seed)
    {
        IPartSource source = await SourceAsync();
        var random = new Random(seed);
        for (int fault = 0; fault < 8; fault++)
        {
            Server.Faults.Add(new Fault
            {
                Operation = S3Operation.GetObject,
                Skip = random.Next(20),
                Times = 1,
                Effect = random.Next(3) switch
                {
                    0 => FaultEffect.Status(503, "SlowDown"),
                    1 => FaultEffect.ConnectionReset,
                    _ => FaultEffect.TruncateReply(random.Next(PartSize)),
                },
            });
        }

        await Uploader().UploadAsync(Request(source));
        Server.Faults.Clear();
        Assert.Equal(Bytes, await ReadAsync("summer.bin"));
    }

    /// <summary>Whenever it is replaced: before the checksum of a part is computed, its signature, or before it is sent.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(17)]
    public async Task What_is_replaced_while_it_is_read_never_becomes_an_object(int fetches)
    {
        IPartSource source = await SourceAsync();
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.GetObject, Skip = fetches, Times = 1, Effect = hold });
        Task<UploadManifest> upload =
            Uploader(options => options.Concurrency = UploadConcurrency.Fixed(1)).UploadAsync(Request(source));
        await hold.WaitAsync(1, TestContext.Current.CancellationToken);
        await PutAsync(RandomBytes(Bytes.Length, seed: 2));
        hold.Release();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
        Assert.Contains("412", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", $"{failure}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_URL_that_expired_is_refused_and_says_so()
    {
        Uri url = await PresignedAsync();
        Uri broken = new($"{url}0");
        UrlSourceException error = await Assert.ThrowsAsync<UrlSourceException>(() => PartSource.FromUrlAsync(_http, broken));
        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
        Assert.Contains("presigned", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_one_becomes_an_empty_object()
    {
        await PutAsync([]);
        IPartSource source = await PartSource.FromUrlAsync(_http, await PresignedAsync());
        Assert.Equal(0, source.Length);
        await Uploader().UploadAsync(Request(source));
        Assert.Empty(await ReadAsync("summer.bin"));
    }

    private async Task<IPartSource> SourceAsync()
    {
        await PutAsync(Bytes);
        return await PartSource.FromUrlAsync(_http, await PresignedAsync(), TestContext.Current.CancellationToken);
    }

    private Task<PutObjectResponse> PutAsync(byte[] bytes) => Client.PutObjectAsync(
        new PutObjectRequest { BucketName = "web", Key = "winter.bin", InputStream = new MemoryStream(bytes) });

    private async Task<Uri> PresignedAsync() => new(await Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
    {
        BucketName = "web",
        Key = "winter.bin",
        Expires = DateTime.UtcNow.AddHours(1),
        Protocol = Protocol.HTTP,
    }));

    private int Fetches() => Server.Requests.Count(request => request is { Operation: S3Operation.GetObject, Key: "winter.bin" });

    private MultipartUploader Uploader(Action<S3MultipartUploadOptions>? configure = null)
    {
        var options = new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = 1 } },
            PartSizer = PartSizer.Fixed(PartSize),
            RetryDelay = TimeSpan.Zero,
            MaxRetryDelay = TimeSpan.Zero,
        };
        configure?.Invoke(options);
        return new MultipartUploader(Client, options);
    }

    private static UploadRequest Request(IPartSource source) => new() { BucketName = Bucket, Key = "summer.bin", Source = source };
}
