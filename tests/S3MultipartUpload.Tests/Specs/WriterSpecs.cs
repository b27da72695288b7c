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
        MultipartUploader uploader = UploadSpecs.Uploader(s3, options => options.SinglePutThreshold = null);
        await using ObjectWriter writer = await uploader.OpenWriteAsync(Target);
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

    /// <summary>Reads all, and keeps nothing.</summary>
    internal static IMultipartUploader Discarding(Action<UploadRequest>? asked = null)
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

    private static long Allocated(Action action)
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
}
