using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using Moq;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>Payloads that are left unsigned over http: no byte is lost for that, and nobody is told otherwise than what happened.</summary>
public sealed class UnsignedOverHttpTests : IntegrityScenario
{
    private readonly List<string> _files = [];

    protected override bool UnsignedOverHttp => true;

    private IEnumerable<string> Hashes => Wire.Sent.Where(request => request.Method == HttpMethod.Put)
        .Select(request => request.Headers["x-amz-content-sha256"]);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _files.ForEach(File.Delete);
    }

    public static TheoryData<string, int> Sources =>
        new MatrixTheoryData<string, int>(["file", "memory", "stream", "pipe"], [0, 1, 999, 25_000]);

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Every_source_arrives_unsigned(string kind, int size)
    {
        byte[] bytes = RandomBytes(size, seed: size);
        await Uploader(ProviderProfile.AmazonS3).UploadAsync(Request(SourceOf(kind, bytes)));
        Assert.Equal(bytes, await StoredBytes());
        Assert.All(Hashes, hash => Assert.Equal("UNSIGNED-PAYLOAD", hash));
        Assert.Equal(size > 1_000 ? 3 : 1, Hashes.Count());
    }

    [Theory]
    [InlineData(S3Operation.PutObject, 999)]
    [InlineData(S3Operation.UploadPart, 25_000)]
    public async Task A_bit_that_flips_on_the_line_is_caught_and_sent_again(S3Operation operation, int size)
    {
        var flip = new Fault { Operation = operation, Times = 1, Effect = FaultEffect.FlipByte(7) };
        Server.Faults.Add(flip);
        byte[] bytes = RandomBytes(size, seed: 3);
        await Uploader(ProviderProfile.AmazonS3).UploadAsync(Request(PartSource.FromMemory(bytes)));
        Assert.Equal((1, "BadDigest"), (flip.Struck, Assert.Single(Server.Requests, request => request.ErrorCode is not null).ErrorCode));
        Assert.Equal(bytes, await StoredBytes());
        Assert.All(Hashes, hash => Assert.Equal("UNSIGNED-PAYLOAD", hash));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("pipe")]
    public async Task A_line_that_flips_a_bit_each_time_stores_nothing(string kind)
    {
        Server.Faults.Add(new Fault { PartNumber = 2, Operation = S3Operation.UploadPart, Effect = FaultEffect.FlipByte(7) });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(ProviderProfile.AmazonS3).UploadAsync(Request(SourceOf(kind, RandomBytes(25_000, seed: 4)))));
        Assert.Equal(FailedUploadState.Aborted, failure.State);
        Assert.False(await IsStored());
    }

    /// <summary>The SDK does not repeat such a request, whatever its client is told: the body was read. We do.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task What_fails_is_sent_again_from_the_first_byte(int retriesOfTheClient)
    {
        using AmazonS3Client client = Server.CreateClient(config => config.MaxErrorRetry = retriesOfTheClient);
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, Attempt = 1, Effect = FaultEffect.Status(500, "InternalError") });
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Attempt = 2, Effect = FaultEffect.ResetAfter(5_000) });
        byte[] bytes = RandomBytes(25_000, seed: 5);
        UploadManifest manifest = await UploaderOf(client).UploadAsync(Request(SourceOf("pipe", bytes)));
        Assert.Equal(bytes, await StoredBytes());
        Assert.Equal((6, 9), (manifest.Retries, Server.Requests.Count(request => request.Operation == S3Operation.UploadPart)));
    }

    [Fact]
    public async Task A_wrong_secret_is_still_found_out()
    {
        using AmazonS3Client client = Server.CreateClient(new S3Credential(Server.AccessKey, "wrong"));
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploaderOf(client).UploadAsync(Request(PartSource.FromMemory(new byte[10]))));
        Assert.Equal("SignatureDoesNotMatch", Assert.IsAssignableFrom<AmazonS3Exception>(failure.InnerException).ErrorCode);
    }

    [Fact]
    public async Task A_client_around_another_does_as_well()
    {
        var around = new Mock<IAmazonS3>();
        around.Setup(client => client.Config).Returns(Client.Config);
        around.Setup(client => client.PutObjectAsync(It.IsAny<PutObjectRequest>(), It.IsAny<CancellationToken>()))
            .Returns<PutObjectRequest, CancellationToken>(Client.PutObjectAsync);
        await UploaderOf(around.Object).UploadAsync(Request(PartSource.FromMemory(new byte[10])));
        Assert.Equal("UNSIGNED-PAYLOAD", Assert.Single(Hashes));
    }

    [Fact]
    public void A_client_without_a_configuration_is_refused_when_the_uploader_is_made()
    {
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(() => UploaderOf(new Mock<IAmazonS3>().Object));
        Assert.Contains("UnsignedPayloadOverHttp", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_takes_none_is_refused_when_the_uploader_is_made()
    {
        ProviderProfile profile = ProviderProfile.S3Compatible with { UnsignedPayload = false };
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(() => Uploader(profile));
        Assert.Contains("UnsignedPayloadOverHttp", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>It may sign what it likes: the bytes are refused to it.</summary>
    [Fact]
    public async Task A_client_that_tells_of_no_request_gets_no_byte()
    {
        int read = 0;
        var foreign = new Mock<IAmazonS3>();
        foreign.Setup(client => client.Config).Returns(Client.Config);
        foreign.Setup(client => client.PutObjectAsync(It.IsAny<PutObjectRequest>(), It.IsAny<CancellationToken>()))
            .Returns<PutObjectRequest, CancellationToken>(async (request, token) =>
            {
                read = await request.InputStream.ReadAsync(new byte[10], token);
                return new PutObjectResponse { ETag = "\"e\"" };
            });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploaderOf(foreign.Object).UploadAsync(Request(PartSource.FromMemory(new byte[10]))));
        Assert.IsType<UploadRefusedException>(failure.InnerException);
        Assert.Equal(0, read);
    }

    private static MultipartUploader UploaderOf(IAmazonS3 client) => new(client, new S3MultipartUploadOptions
    {
        Profile = Small(ProviderProfile.AmazonS3),
        PartSizer = PartSizer.Fixed(PartSize),
        SinglePutThreshold = 1_000,
        RetryDelay = TimeSpan.Zero,
        UnsignedPayloadOverHttp = true,
    });

    private IPartSource SourceOf(string kind, byte[] bytes)
    {
        switch (kind)
        {
            case "memory":
                return PartSource.FromMemory(bytes);
            case "stream":
                return PartSource.FromStream(new MemoryStream(bytes));
            case "pipe":
                var pipe = new System.IO.Pipelines.Pipe(new(pauseWriterThreshold: 0));
                pipe.Writer.Write(bytes);
                pipe.Writer.Complete();
                return PartSource.FromStream(pipe.Reader.AsStream());
            default:
                string path = Path.GetTempFileName();
                _files.Add(path);
                File.WriteAllBytes(path, bytes);
                return PartSource.FromFile(path);
        }
    }
}
