using Amazon.S3;
using CsCheck;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>Bytes damaged on their way, or in the source: they never reach a completed object.</summary>
public sealed class DamageTests : IntegrityScenario
{
    private const int Size = 3_000;

    // Over http the signature would find out before any checksum does.
    protected override bool Https => true;

    [Fact]
    public Task One_flipped_bit_never_reaches_a_completed_object() => Gen.Select(
        Gen.Enum<PartChecksumAlgorithm>().Where(algorithm => algorithm != PartChecksumAlgorithm.None),
        Gen.Int[0, ProviderProfile.All.Count - 1].Select(index => ProviderProfile.All[index]),
        Gen.Int[0, Size - 1],
        Gen.Int[0, 7],
        Gen.Int[0, 2],
        Gen.Bool).SampleAsync(async (algorithm, profile, offset, bit, kind, inParts) =>
    {
        byte[] bytes = RandomBytes(Size, seed: offset);
        string key = Guid.NewGuid().ToString("N");
        int partSize = inParts ? 1_000 : Size;
        S3Operation operation = inParts ? S3Operation.UploadPart : S3Operation.PutObject;
        int? partNumber = inParts ? (offset / partSize) + 1 : null;

        // On the way; in the source after it was hashed; in the source after an attempt that failed.
        IPartSource source = kind == 0 ? PartSource.FromMemory(bytes) : new ChangingSource(bytes, offset, fromOpening: kind + 1, bit);
        if (kind != 1)
        {
            Server.Faults.Add(new Fault
            {
                Key = key,
                Operation = operation,
                PartNumber = partNumber,
                Times = 1,
                Effect = kind == 0 ? FaultEffect.FlipByte(offset % partSize) : FaultEffect.Status(503, "SlowDown"),
            });
        }

        Task<UploadManifest> upload = Uploader(profile, algorithm, options =>
        {
            options.PartSizer = PartSizer.Fixed(partSize);
            options.SinglePutThreshold = inParts ? 0 : Size;
        }).UploadAsync(new UploadRequest { BucketName = Bucket, Key = key, Source = source });
        if (kind == 0)
        {
            Assert.Equal(1, (await upload).Retries);
            Assert.Equal(bytes, await StoredBytes(key));
        }
        else
        {
            MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
            Assert.IsType<SourceChangedException>(failure.InnerException);
            AmazonS3Exception absent = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => Client.GetObjectMetadataAsync(Bucket, key));
            Assert.Equal(System.Net.HttpStatusCode.NotFound, absent.StatusCode);
        }
    }, iter: 1_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_that_arrive_damaged_twice_are_a_failure_of_their_own(bool inParts)
    {
        S3Operation operation = inParts ? S3Operation.UploadPart : S3Operation.PutObject;
        Server.Faults.Add(new Fault { Operation = operation, Effect = FaultEffect.FlipByte(7) });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(ProviderProfile.AmazonS3, configure: options => options.SinglePutThreshold = inParts ? 0 : Size)
                .UploadAsync(Request(PartSource.FromMemory(RandomBytes(Size, seed: 1)))));
        Assert.IsType<IntegrityException>(failure.InnerException);
        Assert.Equal(2, Server.Requests.Count(request => request.Operation == operation));
        Assert.False(await IsStored());
    }
}
