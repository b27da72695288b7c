using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>Who chooses the checksum, and how long it holds.</summary>
public sealed class AlgorithmTests : IntegrityScenario
{
    private readonly byte[] _bytes = RandomBytes(35_000, seed: 1);

    public static TheoryData<PartChecksumAlgorithm, bool> Resumed
    {
        get
        {
            var cases = new TheoryData<PartChecksumAlgorithm, bool>();
            foreach (PartChecksumAlgorithm algorithm in Algorithms)
            {
                cases.Add(algorithm, true);
                cases.Add(algorithm, false);
            }

            return cases;
        }
    }

    [Theory]
    [InlineData(25_000)]
    [InlineData(999)]
    public async Task A_request_chooses_for_itself(int size)
    {
        UploadManifest manifest = await Uploader(ProviderProfile.AmazonS3, PartChecksumAlgorithm.Sha256).UploadAsync(new UploadRequest
        {
            BucketName = Bucket,
            Key = Key,
            Source = PartSource.FromMemory(_bytes.AsMemory(0, size)),
            ChecksumAlgorithm = PartChecksumAlgorithm.Crc64Nvme,
        });
        Assert.Equal((PartChecksumAlgorithm.Crc64Nvme, "CRC64NVME"), (manifest.ChecksumAlgorithm, manifest.Checksum?.Algorithm));
    }

    [Fact]
    public async Task An_algorithm_that_is_none_is_refused()
    {
        UploadRefusedException refused =
            await Assert.ThrowsAsync<UploadRefusedException>(() => Uploader(ProviderProfile.AmazonS3).UploadAsync(new UploadRequest
            {
                BucketName = Bucket,
                Key = Key,
                Source = PartSource.FromMemory(_bytes),
                ChecksumAlgorithm = (PartChecksumAlgorithm)77,
            }));
        Assert.Contains("ChecksumAlgorithm", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Resumed))]
    public async Task An_upload_is_resumed_with_the_checksum_it_began_with(PartChecksumAlgorithm algorithm, bool storeKeepsIt)
    {
        var checkpoints = new MemoryCheckpointStore();
        ProviderProfile profile = storeKeepsIt ? ProviderProfile.AmazonS3 : ProviderProfile.BackblazeB2;
        MultipartUploader Begun(PartChecksumAlgorithm choice) => Uploader(profile, choice, options =>
        {
            options.CheckpointStore = checkpoints;
            options.Concurrency = UploadConcurrency.Fixed(1);
        });
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Times = 1, Effect = FaultEffect.Status(403, "AccessDenied") });
        await Assert.ThrowsAsync<MultipartUploadException>(() => Begun(algorithm).UploadAsync(Request(PartSource.FromMemory(_bytes))));

        UploadManifest manifest = await Begun(PartChecksumAlgorithm.Crc32C).ResumeAsync(Request(PartSource.FromMemory(_bytes)));
        Assert.Equal((algorithm, 2), (manifest.ChecksumAlgorithm, manifest.PartsResumed));
        Assert.Equal(_bytes, await StoredBytes());
        VerificationReport report = await Uploader(profile).VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.True(report.Outcome != VerificationOutcome.Differs, report.ToJson());
        Assert.Equal(algorithm != PartChecksumAlgorithm.None, report.Outcome == VerificationOutcome.Proven);
    }

    [Theory]
    [InlineData("\"checksumAlgorithm\":\"Crc32\"", "\"checksumAlgorithm\":\"99\"")]
    [InlineData("\"checksumAlgorithm\":\"Crc32\"", "\"checksumAlgorithm\":99")]
    [InlineData("\"checksumAlgorithm\":\"Crc32\"", "\"checksumAlgorithm\":\"MD5\"")]
    [InlineData("\"checksumAlgorithm\":\"Crc32\"", "\"checksumAlgorithm\":\"Sha256\"")]
    [InlineData("\"checksumAlgorithm\":\"Crc32\",", "")]
    [InlineData("\"checksumType\":\"FULL_OBJECT\"", "\"checksumType\":\"FULL\"")]
    public async Task A_checkpoint_with_an_impossible_checksum_is_unusable(string written, string forged)
    {
        string folder = Directory.CreateTempSubdirectory("s3mpu-").FullName;
        try
        {
            MultipartUploader uploader = Uploader(ProviderProfile.AmazonS3, configure: options =>
            {
                options.CheckpointStore = new FileCheckpointStore(folder);
                options.Concurrency = UploadConcurrency.Fixed(1);
            });
            Server.Faults.Add(new Fault
            {
                Operation = S3Operation.UploadPart,
                PartNumber = 3,
                Times = 1,
                Effect = FaultEffect.Status(403, "AccessDenied")
            });
            await Assert.ThrowsAsync<MultipartUploadException>(() => uploader.UploadAsync(Request(PartSource.FromMemory(_bytes))));
            string path =
                Directory.EnumerateFiles(folder).Single(file => File.ReadAllText(file).Contains(written, StringComparison.Ordinal));
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(written, forged, StringComparison.Ordinal));
            int requests = Server.Requests.Count;

            CheckpointException unusable =
                await Assert.ThrowsAsync<CheckpointException>(() => uploader.ResumeAsync(Request(PartSource.FromMemory(_bytes))));
            Assert.Equal(CheckpointProblem.Unusable, unusable.Problem);
            Assert.Equal(requests, Server.Requests.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
