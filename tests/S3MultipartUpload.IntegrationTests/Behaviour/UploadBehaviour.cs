using System.IO.Pipelines;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What an upload does, whatever the store.</summary>
public abstract class UploadBehaviour : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly IStore _store;
    private readonly string _folder = Directory.CreateTempSubdirectory("s3mpu-").FullName;

    protected UploadBehaviour(IStore store)
    {
        _store = store;
        Assert.SkipWhen(store.SkipReason is not null, store.SkipReason ?? "");
    }

    public static TheoryData<int, bool> Sizes => new()
    {
        { 0, false }, { 1, false }, { (5 * MiB) - 1, false }, { 5 * MiB, false }, { (5 * MiB) + 1, true }, { 10 * MiB, true },
        { (17 * MiB) + 3, true },
    };

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_file_arrives_byte_for_byte(int size, bool inParts)
    {
        byte[] bytes = Bytes(size);
        string path = Path.Combine(_folder, "data.bin");
        await File.WriteAllBytesAsync(path, bytes);
        UploadManifest manifest = await AssertStored(PartSource.FromFile(path), bytes);
        Assert.Equal(inParts, manifest.UploadId is not null);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_stream_of_unknown_length_arrives_byte_for_byte(int size, bool inParts)
    {
        byte[] bytes = Bytes(size);
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            await pipe.Writer.WriteAsync(bytes);
            await pipe.Writer.CompleteAsync();
        });
        UploadManifest manifest = await AssertStored(PartSource.FromStream(pipe.Reader.AsStream()), bytes);
        await writing;
        Assert.Equal(inParts, manifest.UploadId is not null);
    }

    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32)]
    [InlineData(PartChecksumAlgorithm.Crc32C)]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme)]
    [InlineData(PartChecksumAlgorithm.Sha256)]
    [InlineData(PartChecksumAlgorithm.MD5)]
    [InlineData(PartChecksumAlgorithm.None)]
    public async Task With_every_profile_of_the_store_every_checksum_does(PartChecksumAlgorithm algorithm)
    {
        foreach (ProviderProfile profile in _store.Profiles)
        {
            var uploader =
                new MultipartUploader(_store.Client, new S3MultipartUploadOptions { Profile = profile, ChecksumAlgorithm = algorithm });
            foreach (int size in new[] { 0, 10, (11 * MiB) + 3 })
            {
                byte[] bytes = Bytes(size);
                UploadManifest manifest = await AssertStored(PartSource.FromMemory(bytes), bytes, uploader);
                VerificationReport report = await uploader.VerifyAsync(manifest, new VerifyOptions { Deep = true });
                Assert.True(report.Outcome != VerificationOutcome.Differs, $"{profile}: {report.ToJson()}");
                Assert.Equal(algorithm != PartChecksumAlgorithm.None, report.Outcome == VerificationOutcome.Proven);
            }
        }
    }

    [Fact]
    public async Task Bytes_that_are_left_unsigned_over_http_arrive_too()
    {
        foreach (ProviderProfile profile in _store.Profiles)
        {
            var uploader =
                new MultipartUploader(_store.Client, new S3MultipartUploadOptions { Profile = profile, UnsignedPayloadOverHttp = true });
            foreach (int size in new[] { 0, 10, (11 * MiB) + 3 })
            {
                byte[] bytes = Bytes(size);
                await AssertStored(PartSource.FromMemory(bytes), bytes, uploader);
            }
        }
    }

    [Fact]
    public Task A_seekable_stream_arrives_from_its_position_on()
    {
        byte[] bytes = Bytes(11 * MiB);
        return AssertStored(PartSource.FromStream(new MemoryStream(bytes) { Position = 12_345 }), bytes[12_345..]);
    }

    [Fact]
    public Task Memory_arrives_byte_for_byte()
    {
        byte[] bytes = Bytes((12 * MiB) + 7);
        return AssertStored(PartSource.FromMemory(bytes), bytes);
    }

    [Theory]
    [InlineData("a b+c%2F&=?#~")]
    [InlineData("ü/日本/🗾")]
    [InlineData("a//b/")]
    [InlineData("trailing.")]
    public async Task The_object_has_exactly_the_key_asked_for(string key)
    {
        foreach (int size in new[] { 10, 6 * MiB })
        {
            await Uploader().UploadAsync(Request(PartSource.FromMemory(Bytes(size)), key));
            ListObjectsV2Response listed = await _store.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _store.Bucket });
            Assert.Contains(listed.S3Objects, stored => stored.Key == key && stored.Size == size);
        }
    }

    [Fact]
    public async Task The_object_carries_its_description()
    {
        foreach (int size in new[] { 10, 6 * MiB })
        {
            await Uploader().UploadAsync(new UploadRequest
            {
                BucketName = _store.Bucket,
                Key = "described",
                Source = PartSource.FromMemory(Bytes(size)),
                PartSize = 5 * MiB,
                ContentType = "image/png",
                ContentDisposition = "inline",
                CacheControl = "no-cache",
                Metadata = new Dictionary<string, string> { ["camera"] = "x100" },
            });
            GetObjectMetadataResponse head = await _store.Client.GetObjectMetadataAsync(_store.Bucket, "described");
            Assert.Equal("image/png", head.Headers.ContentType);
            Assert.Equal("inline", head.Headers.ContentDisposition);
            Assert.Equal("x100", head.Metadata["camera"]);
        }
    }

    [Fact]
    public async Task An_upload_that_is_cancelled_leaves_nothing_behind()
    {
        using var cancel = new CancellationTokenSource();
        var progress = new CancelAtFirstPart(cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Uploader().UploadAsync(
            new UploadRequest
            {
                BucketName = _store.Bucket,
                Key = "cancelled",
                Source = PartSource.FromMemory(Bytes(40 * MiB)),
                PartSize = 5 * MiB,
                Progress = progress,
                ProgressInterval = TimeSpan.Zero,
            },
            cancel.Token));
        Assert.Empty((await _store.Client.ListMultipartUploadsAsync(_store.Bucket)).MultipartUploads ?? []);
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => _store.Client.GetObjectMetadataAsync(_store.Bucket, "cancelled"));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_fails_at_once()
    {
        foreach (int size in new[] { 10, 6 * MiB })
        {
            var request = new UploadRequest
            {
                BucketName = "no-such-bucket-" + Guid.NewGuid().ToString("N"),
                Key = "a",
                Source = PartSource.FromMemory(Bytes(size)),
                PartSize = 5 * MiB,
            };
            MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().UploadAsync(request));
            Assert.Equal("NoSuchBucket", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
            Assert.Equal((FailedUploadState.None, 0), (failure.State, failure.Manifest.Retries));
        }
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private MultipartUploader Uploader() => new(_store.Client, new S3MultipartUploadOptions { Profile = _store.Profiles[0] });

    private UploadRequest Request(IPartSource source, string key) => new()
    {
        BucketName = _store.Bucket,
        Key = key,
        Source = source,
        PartSize = 5 * MiB,
    };

    private async Task<UploadManifest> AssertStored(IPartSource source, byte[] expected, MultipartUploader? uploader = null)
    {
        UploadManifest manifest = await (uploader ?? Uploader()).UploadAsync(Request(source, "data.bin"));
        using GetObjectResponse stored = await _store.Client.GetObjectAsync(_store.Bucket, "data.bin");
        Assert.Equal(SHA256.HashData(expected), await SHA256.HashDataAsync(stored.ResponseStream));
        Assert.Equal(stored.ETag, manifest.ETag);
        Assert.Equal((expected.Length, true), (manifest.Size, manifest.IsComplete));
        Assert.Equal(expected.Length, manifest.Parts.Sum(part => part.Size));
        return manifest;
    }

    private sealed class CancelAtFirstPart(CancellationTokenSource cancel) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value)
        {
            if (value.PartsStored == 1)
            {
                cancel.Cancel();
            }
        }
    }
}
