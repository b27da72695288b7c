using System.Globalization;
using System.IO.Hashing;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>The store does not have a part that it confirmed: it is sent again, once, where the source can be read again.</summary>
public sealed partial class RepairTests : IntegrityScenario
{
    private readonly byte[] _bytes = RandomBytes(35_000, seed: 1);

    [Theory]
    [InlineData(nameof(ProviderProfile.AmazonS3), PartChecksumAlgorithm.Crc32)]
    [InlineData(nameof(ProviderProfile.AmazonS3), PartChecksumAlgorithm.Sha256)]
    [InlineData(nameof(ProviderProfile.AmazonS3), PartChecksumAlgorithm.None)]
    [InlineData(nameof(ProviderProfile.CephRgw), PartChecksumAlgorithm.Crc32)]
    [InlineData(nameof(ProviderProfile.GoogleCloudStorage), PartChecksumAlgorithm.Crc32)]
    [InlineData(nameof(ProviderProfile.GoogleCloudStorage), PartChecksumAlgorithm.MD5)]
    public async Task A_part_that_somebody_replaced_is_sent_again(string profile, PartChecksumAlgorithm algorithm)
    {
        ReplacePart2AfterPart4();
        UploadManifest manifest = await Uploader(profile, algorithm).UploadAsync(Request(PartSource.FromMemory(_bytes)));
        Assert.Equal(_bytes, await StoredBytes());
        Assert.Equal([1, 2, 3, 4, 2], SentParts());
        Assert.Equal(_bytes.Length, manifest.Size);
        Assert.Equal([1, 2, 3, 4], manifest.Parts.Select(part => part.PartNumber));
    }

    [Fact]
    public async Task Where_the_parts_are_listed_anyway_it_is_noticed_before_completion()
    {
        ReplacePart2AfterPart4();
        await Uploader(nameof(ProviderProfile.GoogleCloudStorage)).UploadAsync(Request(PartSource.FromMemory(_bytes)));
        Assert.Equal(200, Assert.Single(Server.Requests, request => request.Operation == S3Operation.CompleteMultipartUpload).Status);
    }

    [Theory]
    [InlineData(nameof(ProviderProfile.AmazonS3), 0)]
    [InlineData(nameof(ProviderProfile.CloudflareR2), 0)]
    [InlineData(nameof(ProviderProfile.CephRgw), 0)]
    [InlineData(nameof(ProviderProfile.BackblazeB2), 1)]
    public async Task Parts_are_listed_only_where_nothing_else_has_verified_them(string profile, int lists)
    {
        await Uploader(profile).UploadAsync(Request(PartSource.FromMemory(_bytes)));
        Assert.Equal(lists, Server.Requests.Count(request => request.Operation == S3Operation.ListParts));
    }

    [Fact]
    public async Task Whoever_may_write_need_not_be_allowed_to_list()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.ListParts, Effect = FaultEffect.Status(403, "AccessDenied") });
        await Uploader(nameof(ProviderProfile.BackblazeB2)).UploadAsync(Request(PartSource.FromMemory(_bytes)));
        Assert.Equal(_bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_list_that_lags_behind_does_no_harm()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.ListParts, Effect = FaultEffect.LaggingListParts(2) });
        await Uploader(nameof(ProviderProfile.BackblazeB2)).UploadAsync(Request(PartSource.FromStream(new MemoryStream(_bytes))));
        Assert.Equal(_bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_part_that_the_store_has_lost_is_sent_again()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = FaultEffect.Status(400, "InvalidPart") });
        Server.Faults.Add(new Fault { Operation = S3Operation.ListParts, Effect = FaultEffect.LaggingListParts(1) });
        await Uploader(nameof(ProviderProfile.AmazonS3)).UploadAsync(Request(PartSource.FromMemory(_bytes)));
        Assert.Equal([1, 2, 3, 4, 4], SentParts());
        Assert.Equal(_bytes, await StoredBytes());
    }

    /// <summary>As when two requests with the same bytes came at one time, and the other was the last.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_is_known_by_another_ETag_but_has_its_bytes_is_not_sent_again(bool isStream)
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = FaultEffect.ETag("\"another\"") });
        IPartSource source = isStream ? PartSource.FromStream(new MemoryStream(_bytes)) : PartSource.FromMemory(_bytes);
        UploadManifest manifest = await Uploader(nameof(ProviderProfile.AmazonS3)).UploadAsync(Request(source));
        Assert.Equal(_bytes, await StoredBytes());
        Assert.Equal([1, 2, 3, 4], SentParts().Order());
        Assert.DoesNotContain(manifest.Parts, part => part.ETag == "\"another\"");
    }

    /// <summary>A CRC is easily forged: what changes by a multiple of its polynomial keeps it.</summary>
    [Fact]
    public async Task Where_ETags_are_MD5s_other_bytes_with_the_same_checksum_are_sent_again()
    {
        byte[] forged = _bytes[PartSize..(2 * PartSize)];
        byte[] polynomial = [0x41, 0x06, 0x71, 0xDB, 0x01];
        for (int index = 0; index < polynomial.Length; index++)
        {
            forged[100 + index] ^= polynomial[index];
        }

        Assert.Equal(Crc32.Hash(_bytes.AsSpan(PartSize, PartSize)), Crc32.Hash(forged));
        ReplacePart2AfterPart4(forged);
        await Uploader(nameof(ProviderProfile.CloudflareR2)).UploadAsync(Request(PartSource.FromMemory(_bytes)));
        Assert.Equal([1, 2, 3, 4, 2], SentParts());
        Assert.Equal(_bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_second_refusal_is_a_failure()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.Status(400, "InvalidPart") });
        ReplacePart2AfterPart4();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(nameof(ProviderProfile.AmazonS3)).UploadAsync(Request(PartSource.FromMemory(_bytes))));
        Assert.Equal("InvalidPart", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.Equal(2, Server.Requests.Count(request => request.Operation == S3Operation.CompleteMultipartUpload));
        Assert.False(await IsStored());
    }

    [Fact]
    public async Task When_all_parts_are_right_the_refusal_stands_and_names_the_option()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = FaultEffect.Status(400, "InvalidPart") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(nameof(ProviderProfile.AmazonS3)).UploadAsync(Request(PartSource.FromMemory(_bytes))));
        Assert.Contains("S3MultipartUploadOptions.Profile", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, SentParts().Count());
    }

    [Fact]
    public async Task A_stream_cannot_be_read_again_and_the_error_says_what_to_do()
    {
        ReplacePart2AfterPart4();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(nameof(ProviderProfile.AmazonS3)).UploadAsync(Request(PartSource.FromStream(new MemoryStream(_bytes)))));
        Assert.Contains("parts 2 ", Assert.IsType<IntegrityException>(failure.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
        Assert.False(await IsStored());
    }

    [Fact]
    public async Task A_source_that_has_changed_since_is_not_mixed_in()
    {
        var source = new ChangingSource(_bytes, flipAt: 15_000, fromOpening: 3);
        ReplacePart2AfterPart4();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(nameof(ProviderProfile.AmazonS3)).UploadAsync(Request(source)));
        Assert.IsType<SourceChangedException>(failure.InnerException);
        Assert.False(await IsStored());
    }

    private MultipartUploader Uploader(string profile, PartChecksumAlgorithm algorithm = PartChecksumAlgorithm.Crc32) => Uploader(
        ProviderProfile.Find(profile) ?? throw new InvalidOperationException(profile), algorithm, options =>
            options.Concurrency = UploadConcurrency.Fixed(1));

    /// <summary>Somebody else who knows the upload's id writes his own bytes over part 2.</summary>
    private void ReplacePart2AfterPart4(byte[]? bytes = null) => Wire.OnAnswer = async (request, _) =>
    {
        if (request.Method == HttpMethod.Put && request.RequestUri?.Query.Contains("partNumber=4", StringComparison.Ordinal) == true)
        {
            Wire.OnAnswer = (_, _) => Task.CompletedTask;
            using AmazonS3Client somebody = Server.CreateClient();
            string uploadId = (await somebody.ListMultipartUploadsAsync(Bucket)).MultipartUploads.Single().UploadId;
            ListPartsResponse listed = await somebody.ListPartsAsync(Bucket, Key, uploadId);
            await somebody.UploadPartAsync(new UploadPartRequest
            {
                BucketName = Bucket,
                Key = Key,
                UploadId = uploadId,
                PartNumber = 2,
                InputStream = new MemoryStream(bytes ?? RandomBytes(PartSize, seed: 9)),
                ChecksumAlgorithm = listed.ChecksumAlgorithm ?? ChecksumAlgorithm.CRC32,
            });
        }
    };

    /// <summary>The numbers of the parts that we sent, in order.</summary>
    private IEnumerable<int> SentParts() => Wire.Sent
        .Select(request => PartNumber().Match(request.Query))
        .Where(match => match.Success)
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"partNumber=(\d+)")]
    private static partial Regex PartNumber();
}
