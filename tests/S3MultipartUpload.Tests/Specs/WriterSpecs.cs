using System.IO.Pipelines;
using CsCheck;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>An object that is written to like a stream; here with parts of 10 bytes.</summary>
public sealed class WriterSpecs
{
    internal static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private const int LargePart = 64 * 1024;

    internal static UploadTarget Target => new() { BucketName = "photos", Key = "summer.csv" };

    [Fact]
    public Task Whatever_is_written_in_whatever_way_arrives_byte_for_byte() =>
        Gen.Select(Gen.Byte.Array[0, 60].Array[0, 12], Gen.Int[0, 6].Array[12], Gen.Bool)
            .SampleAsync(async (pieces, ways, isFlushed) =>
            {
                var s3 = new MockS3();
                await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
                for (int i = 0; i < pieces.Length; i++)
                {
                    await WriteAsync(writer, ways[i], pieces[i]);
                    if (isFlushed)
                    {
                        await writer.FlushAsync();
                    }
                }

                UploadManifest manifest = await writer.CompleteAsync();
                byte[] all = [.. pieces.SelectMany(piece => piece)];
                Assert.Equal(all, s3.Stored);
                Assert.Equal((all.Length, true), (manifest.Size, manifest.IsComplete));
                Assert.All(manifest.Parts.SkipLast(1), part => Assert.Equal(10, part.Size));
            }, iter: 300);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Up_to_one_part_it_is_one_PUT(int length)
    {
        var s3 = new MockS3();
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3, options => options.SinglePutThreshold = null).OpenWriteAsync(Target);
        await writer.WriteAsync(Samples.Bytes(length));
        UploadManifest manifest = await writer.CompleteAsync();
        Assert.Equal(["Put"], s3.Calls);
        Assert.Equal(Samples.Bytes(length), s3.Stored);
        Assert.Equal(length, manifest.Size);
    }

    [Fact]
    public async Task Parts_are_sent_while_it_is_written_to()
    {
        var sent = new TaskCompletionSource();
        var s3 = new MockS3 { OnSent = (number, _, _) => Task.FromResult(number == 2 && sent.TrySetResult()) };
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
        await writer.WriteAsync(Samples.Bytes(25));
        await writer.FlushAsync();
        await sent.Task.WaitAsync(Soon);
        Assert.DoesNotContain("Complete", s3.Calls);
    }

    [Fact]
    public async Task To_flush_cuts_no_part()
    {
        var s3 = new MockS3();
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
        foreach (byte value in Samples.Bytes(25))
        {
            writer.WriteByte(value);
            await writer.FlushAsync();
        }

        UploadManifest manifest = await writer.CompleteAsync();
        Assert.Equal([10, 10, 5], manifest.Parts.Select(part => part.Size));
    }

    [Fact]
    public async Task Who_writes_faster_than_the_store_takes_waits()
    {
        var hasWaited = new TaskCompletionSource();
        long stored = 0;
        var s3 = new MockS3
        {
            OnPart = (_, _, _) => hasWaited.Task,
            OnSent = (_, _, _) => Task.FromResult(Interlocked.Add(ref stored, LargePart)),
        };
        byte[] bytes = Samples.Bytes(128 * LargePart);
        await using ObjectWriter writer = await WithLargeParts(s3).OpenWriteAsync(Target);
        for (int written = 0; written < bytes.Length; written += 1024)
        {
            Task writing = writer.WriteAsync(bytes, written, 1024);
            if (!writing.IsCompleted)
            {
                hasWaited.TrySetResult();
            }

            await writing.WaitAsync(Soon);
            Assert.InRange(written - Volatile.Read(ref stored), 0, 16 * LargePart);
        }

        Assert.True(hasWaited.Task.IsCompleted);
        await writer.CompleteAsync();
        Assert.Equal(bytes, s3.Stored);
    }

    [Fact]
    public async Task However_much_is_written_at_once_little_of_it_is_held()
    {
        var s3 = new MockS3();
        byte[] bytes = Samples.Bytes(128 * LargePart);
        await using ObjectWriter writer = await WithLargeParts(s3).OpenWriteAsync(Target);
        Assert.InRange(Allocated(() => writer.Write(bytes)), 0, bytes.Length / 4);
        await writer.CompleteAsync();
        Assert.Equal(bytes, s3.Stored);
    }

    [Fact]
    public async Task A_byte_at_a_time_costs_no_memory_each()
    {
        await using ObjectWriter writer = await Discarding().OpenWriteAsync(Target);
        Assert.InRange(Allocated(() =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                writer.WriteByte((byte)i);
            }
        }), 0, 1_000_000);
    }

    [Fact]
    public async Task It_can_be_completed_again_but_not_be_written_to_any_more()
    {
        var s3 = new MockS3();
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
        await writer.WriteAsync(Samples.Bytes(25));
        UploadManifest manifest = await writer.CompleteAsync();
        Assert.Same(manifest, await writer.CompleteAsync());
        Assert.False(writer.CanWrite);
        await writer.FlushAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.WriteAsync(Samples.Bytes(1)).AsTask());
        Assert.Throws<InvalidOperationException>(() => writer.Write(Samples.Bytes(1)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.Pipe.FlushAsync().AsTask());
        await writer.DisposeAsync();
        Assert.Same(manifest, await writer.CompleteAsync());
        Assert.DoesNotContain("Abort", s3.Calls);
        Assert.Equal(Samples.Bytes(25), s3.Stored);
    }

    [Fact]
    public async Task I_am_told_how_far_it_is_and_choose_the_part_size()
    {
        var reports = new Reports();
        await using ObjectWriter writer = await UploadSpecs.Uploader(new MockS3()).OpenWriteAsync(Target, partSize: 12, reports);
        await writer.WriteAsync(Samples.Bytes(35));
        UploadManifest manifest = await writer.CompleteAsync();
        Assert.Equal(12, manifest.PartSize);
        Assert.Equal((35, 3), (reports.Last.BytesStored, reports.Last.PartsStored));
    }

    [Fact]
    public async Task The_request_has_all_settings_of_the_target()
    {
        var target = new UploadTarget
        {
            BucketName = "b",
            Key = "k",
            ContentType = "a/b",
            ContentEncoding = "gzip",
            ContentDisposition = "inline",
            ContentLanguage = "de",
            CacheControl = "no-cache",
            Expires = DateTimeOffset.UnixEpoch,
            Metadata = new Dictionary<string, string> { ["a"] = "b" },
            Tags = new Dictionary<string, string> { ["c"] = "d" },
            StorageClass = Amazon.S3.S3StorageClass.Glacier,
            Encryption = ServerSideEncryption.Kms("key"),
            CannedAcl = Amazon.S3.S3CannedACL.PublicRead,
            ExpectedBucketOwner = "1",
            RequestPayer = Amazon.S3.RequestPayer.Requester,
            ObjectLockMode = Amazon.S3.ObjectLockMode.Compliance,
            ObjectLockRetainUntil = DateTimeOffset.UnixEpoch,
            ObjectLockLegalHold = Amazon.S3.ObjectLockLegalHoldStatus.On,
            ChecksumAlgorithm = PartChecksumAlgorithm.Sha256,
            IfNoneMatch = true,
            IfMatch = "e",
            FullObjectChecksum = "c",
            HasUploadToken = false,
        };
        UploadRequest? request = null;
        await using ObjectWriter writer = await Discarding(asked => request = asked).OpenWriteAsync(target);
        var none = new UploadTarget { BucketName = "", Key = "" };
        Assert.All(typeof(ObjectSettings).GetProperties(), setting =>
        {
            Assert.NotEqual(setting.GetValue(none), setting.GetValue(target));
            Assert.Equal(setting.GetValue(target), setting.GetValue(request));
        });
    }

    [Fact]
    public async Task No_checkpoint_store_is_asked()
    {
        var store = new Mock<ICheckpointStore>(MockBehavior.Strict);
        var s3 = new MockS3();
        MultipartUploader uploader = UploadSpecs.Uploader(s3, options => options.CheckpointStore = store.Object);
        await using (ObjectWriter writer = await uploader.OpenWriteAsync(Target))
        {
            await writer.WriteAsync(Samples.Bytes(25));
            await writer.CompleteAsync();
        }

        Assert.Equal(Samples.Bytes(25), s3.Stored);
        s3.OnPart = (_, _, _) => throw new InvalidOperationException("No.");
        await using ObjectWriter failing = await uploader.OpenWriteAsync(Target);
        await failing.WriteAsync(Samples.Bytes(25));
        Assert.Equal(
            FailedUploadState.Aborted, (await Assert.ThrowsAsync<MultipartUploadException>(() => failing.CompleteAsync())).State);
    }

    [Fact]
    public async Task A_mocked_uploader_will_do()
    {
        var receipt = new UploadManifest { BucketName = "photos", Key = "summer.csv", Parts = [] };
        var uploader = new Mock<IMultipartUploader>();
        uploader.Setup(mock => mock.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>())).ReturnsAsync(receipt);
        await using ObjectWriter writer = await uploader.Object.OpenWriteAsync(Target);
        await writer.WriteAsync(new byte[1_000_000]);
        await writer.FlushAsync();
        Assert.Same(receipt, await writer.CompleteAsync());
    }

    internal static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Memory for four parts.</summary>
    private static MultipartUploader WithLargeParts(MockS3 s3) => UploadSpecs.Uploader(s3, options =>
    {
        options.Profile = options.Profile! with { Limits = Samples.SmallLimits with { MaxParts = 1_000, MaxPartSize = LargePart } };
        options.PartSizer = PartSizer.Fixed(LargePart);
        options.MaxPartSize = LargePart;
        options.MaxBufferedBytes = 4 * LargePart;
    });

    /// <summary>Reads all, and keeps nothing.</summary>
    private static IMultipartUploader Discarding(Action<UploadRequest>? asked = null)
    {
        var uploader = new Mock<IMultipartUploader>();
        uploader.Setup(mock => mock.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
            .Returns<UploadRequest, CancellationToken>(async (request, token) =>
            {
                asked?.Invoke(request);
                await using Stream bytes = await request.Source.OpenPartAsync(new PartRange(1, 0, long.MaxValue), token);
                await bytes.CopyToAsync(Stream.Null, token);
                return new UploadManifest { BucketName = "photos", Key = "a", Parts = [] };
            });
        return uploader.Object;
    }

    private static async Task WriteAsync(ObjectWriter writer, int way, byte[] bytes)
    {
        switch (way)
        {
            case 0:
                writer.Write(bytes);
                break;
            case 1:
                writer.Write(bytes, 0, bytes.Length);
                break;
            case 2:
                await writer.WriteAsync(bytes);
                break;
            case 3:
                Array.ForEach(bytes, writer.WriteByte);
                break;
            case 4:
                await writer.Pipe.WriteAsync(bytes);
                break;
            case 5:
                await new MemoryStream(bytes).CopyToAsync(writer.Pipe);
                break;
            default:
                await Task.Factory.FromAsync(writer.BeginWrite, writer.EndWrite, bytes, 0, bytes.Length, state: null);
                break;
        }
    }

    private sealed class Reports : IProgress<UploadProgress>
    {
        public UploadProgress Last { get; private set; }

        public void Report(UploadProgress value) => Last = value;
    }
}
