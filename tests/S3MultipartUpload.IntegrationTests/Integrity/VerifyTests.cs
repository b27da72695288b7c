using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>A stored object, or a local file, beside its manifest.</summary>
public sealed class VerifyTests : IntegrityScenario
{
    private readonly byte[] _bytes = RandomBytes(25_000, seed: 1);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"s3mpu-{Guid.NewGuid():N}");

    public static TheoryData<PartChecksumAlgorithm, int, bool> Cases
    {
        get
        {
            var cases = new TheoryData<PartChecksumAlgorithm, int, bool>();
            foreach (PartChecksumAlgorithm algorithm in Algorithms)
            {
                foreach (int size in new[] { 0, 999, 25_000 })
                {
                    cases.Add(algorithm, size, false);
                    cases.Add(algorithm, size, true);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_was_stored_agrees(PartChecksumAlgorithm algorithm, int size, bool deep)
    {
        UploadManifest manifest = await Upload(algorithm, _bytes[..size]);
        VerificationReport report = await Uploader(ProviderProfile.AmazonS3).VerifyAsync(manifest, new VerifyOptions { Deep = deep });
        Assert.True(report.Outcome != VerificationOutcome.Differs, report.ToJson());
        bool isKept = algorithm is not (PartChecksumAlgorithm.MD5 or PartChecksumAlgorithm.None);
        Assert.Equal(isKept || (deep && algorithm != PartChecksumAlgorithm.None), report.Outcome == VerificationOutcome.Proven);
        Assert.Equal(isKept, report.Findings.Any(finding => finding.Property == VerifiedProperty.Checksum));
        int parts = report.Findings.Count(finding => finding.Property == VerifiedProperty.PartChecksum);
        Assert.Equal(deep && algorithm != PartChecksumAlgorithm.None ? manifest.Parts.Count : 0, parts);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_file_that_was_stored_agrees_and_a_changed_one_does_not(PartChecksumAlgorithm algorithm, int size, bool changed)
    {
        UploadManifest manifest = await Upload(algorithm, _bytes[..size]);
        byte[] file = _bytes[..size];
        if (changed && size > 0)
        {
            file[size / 2] ^= 1;
        }

        VerificationReport report = await VerifyFile(manifest, file);
        bool isNoticed = changed && size > 0 && algorithm != PartChecksumAlgorithm.None;
        Assert.Equal(!isNoticed, report.Outcome != VerificationOutcome.Differs);
        Assert.Equal(!isNoticed && algorithm != PartChecksumAlgorithm.None, report.Outcome == VerificationOutcome.Proven);
        if (isNoticed)
        {
            Assert.Equal(
                manifest.Parts.Single(part => size / 2 >= part.Offset && size / 2 < part.Offset + part.Size).PartNumber,
                Assert.Single(report.Differences, difference => difference.Property == VerifiedProperty.PartChecksum).PartNumber);
        }
    }

    /// <summary>The second part has no checksum: nothing covers its bytes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_without_a_checksum_are_never_proven(bool hasUploadId)
    {
        UploadManifest manifest = await Upload(PartChecksumAlgorithm.Crc32, _bytes);
        manifest = manifest with
        {
            UploadId = hasUploadId ? manifest.UploadId : null,
            Checksum = hasUploadId ? null : manifest.Checksum,
            Parts = [manifest.Parts[0], .. manifest.Parts.Skip(1).Select(part => part with { Checksum = null })],
        };
        byte[] changed = [.. _bytes];
        changed[^1] ^= 1;
        if (hasUploadId)
        {
            Assert.Equal(VerificationOutcome.NotProven, (await VerifyFile(manifest, changed)).Outcome);
            VerificationReport report = await Uploader(ProviderProfile.AmazonS3).VerifyAsync(manifest, new VerifyOptions { Deep = true });
            Assert.Equal(VerificationOutcome.NotProven, report.Outcome);
        }
        else
        {
            await Assert.ThrowsAsync<InvalidUploadJsonException>(() => VerifyFile(manifest, changed));
        }
    }

    [Fact]
    public async Task A_file_of_another_size_differs()
    {
        UploadManifest manifest = await Upload(PartChecksumAlgorithm.Crc32, _bytes);
        VerificationReport report = await VerifyFile(manifest, _bytes[1..]);
        Assert.Equal(
            new VerificationFinding
            {
                Property = VerifiedProperty.Size,
                PartNumber = null,
                Expected = "25000",
                Actual = "24999",
                Agrees = false
            }, Assert.Single(report.Differences));
        Assert.Equal(VerificationOutcome.Differs, report.Outcome);
    }

    [Fact]
    public async Task A_manifest_of_an_upload_that_failed_is_compared_with_a_file_as_far_as_it_goes()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Effect = FaultEffect.Status(403, "AccessDenied") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader(
            ProviderProfile.AmazonS3, configure: options =>
                options.Concurrency = UploadConcurrency.Fixed(1)).UploadAsync(Request(PartSource.FromMemory(_bytes))));
        Assert.Equal(2, failure.Manifest.Parts.Count);
        Assert.Equal(VerificationOutcome.Proven, (await VerifyFile(failure.Manifest, _bytes)).Outcome);
        Assert.Equal(VerificationOutcome.Differs, (await VerifyFile(failure.Manifest, _bytes[..15_000])).Outcome);
        await Assert.ThrowsAsync<InvalidUploadJsonException>(() => Uploader(ProviderProfile.AmazonS3).VerifyAsync(failure.Manifest));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_object_of_the_same_size_differs(bool deep)
    {
        UploadManifest manifest = await Upload(PartChecksumAlgorithm.Crc32, _bytes);
        await Upload(PartChecksumAlgorithm.Crc32, RandomBytes(25_000, seed: 2));
        VerificationReport report = await Uploader(ProviderProfile.AmazonS3).VerifyAsync(manifest, new VerifyOptions { Deep = deep });
        Assert.Equal(VerificationOutcome.Differs, report.Outcome);
        Assert.Contains(report.Differences, difference => difference.Property == VerifiedProperty.ETag);
        Assert.Contains(report.Differences, difference => difference.Property == VerifiedProperty.Checksum);
        Assert.Equal(deep ? 3 : 0, report.Differences.Count(difference => difference.Property == VerifiedProperty.PartChecksum));
    }

    [Fact]
    public async Task An_object_that_is_gone_differs()
    {
        UploadManifest manifest = await Upload(PartChecksumAlgorithm.Crc32, _bytes);
        await Client.DeleteObjectAsync(Bucket, Key);
        VerificationReport report = await Uploader(ProviderProfile.AmazonS3).VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.Equal(VerifiedProperty.Existence, Assert.Single(report.Differences).Property);
    }

    [Fact]
    public async Task One_bit_that_the_store_has_lost_is_found_by_reading_it_back()
    {
        UploadManifest manifest = await Upload(PartChecksumAlgorithm.Sha256, _bytes);
        Server.Faults.Add(new Fault { Operation = S3Operation.GetObject, Effect = FaultEffect.FlipByte(10), Skip = 1, Times = 1 });
        MultipartUploader uploader = Uploader(
            ProviderProfile.AmazonS3, configure: options => options.Concurrency = UploadConcurrency.Fixed(1));
        Assert.Equal(VerificationOutcome.Proven, (await uploader.VerifyAsync(manifest)).Outcome);
        VerificationReport report = await uploader.VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.Equal(2, Assert.Single(report.Differences, difference => difference.Property == VerifiedProperty.PartChecksum).PartNumber);
    }

    [Fact]
    public async Task A_read_that_is_cut_is_repeated()
    {
        UploadManifest manifest = await Upload(PartChecksumAlgorithm.Crc64Nvme, _bytes);
        Server.Faults.Add(new Fault { Operation = S3Operation.GetObject, Effect = FaultEffect.TruncateReply(100), Times = 2 });
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = FaultEffect.Status(503, "SlowDown"), Times = 1 });
        VerificationReport report = await Uploader(ProviderProfile.AmazonS3).VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.Equal(VerificationOutcome.Proven, report.Outcome);
    }

    [Fact]
    public async Task A_version_is_compared_with_that_version()
    {
        await Client.PutBucketVersioningAsync(new PutBucketVersioningRequest
        {
            BucketName = Bucket,
            VersioningConfig = new S3BucketVersioningConfig { Status = Amazon.S3.VersionStatus.Enabled },
        });
        UploadManifest manifest = await Upload(PartChecksumAlgorithm.Crc32, _bytes);
        await Upload(PartChecksumAlgorithm.Crc32, RandomBytes(25_000, seed: 2));
        Assert.NotNull(manifest.VersionId);
        VerificationReport report = await Uploader(ProviderProfile.AmazonS3).VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.Equal(VerificationOutcome.Proven, report.Outcome);
    }

    [Fact]
    public async Task A_manifest_that_contradicts_itself_is_not_used()
    {
        UploadManifest manifest = await Upload(PartChecksumAlgorithm.Crc32, _bytes);
        UploadManifest lie = manifest with { Size = 1 };
        await Assert.ThrowsAsync<InvalidUploadJsonException>(() => Uploader(ProviderProfile.AmazonS3).VerifyAsync(lie));
        await Assert.ThrowsAsync<InvalidUploadJsonException>(() => lie.VerifyFileAsync(_path));
    }

    private async Task<VerificationReport> VerifyFile(UploadManifest manifest, byte[] bytes)
    {
        try
        {
            await File.WriteAllBytesAsync(_path, bytes);
            return await UploadManifest.FromJson(manifest.ToJson()).VerifyFileAsync(_path);
        }
        finally
        {
            File.Delete(_path);
        }
    }

    private async Task<UploadManifest> Upload(PartChecksumAlgorithm algorithm, byte[] bytes) =>
        await Uploader(ProviderProfile.AmazonS3, algorithm).UploadAsync(Request(PartSource.FromMemory(bytes)));
}
