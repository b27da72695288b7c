using CsCheck;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Planning;

namespace S3MultipartUpload.Tests;

/// <summary>Many streams in one budget that hardly holds the largest part, in random order.</summary>
public sealed class MemoryScheduleTests
{
    private const int Largest = 300_000;

    [Fact]
    public Task All_streams_are_read_however_tight_the_memory() =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[Largest, 4 * Largest], Gen.Int[2, 40])
            .SampleAsync((seed, budget, count) => RunAsync(seed, budget, count, stalling: 0), iter: 100, threads: 1);

    [Fact]
    public Task Streams_that_stall_or_are_cancelled_hold_up_nobody_who_has_room_beside_them() =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[0, Largest], Gen.Int[2, 40], Gen.Int[1, 20])
            .SampleAsync(
                (seed, more, count, stalling) => RunAsync(
                    seed, ((stalling + 1L) * Largest * 16 / 15) + MemoryClaim.BeginningSize + more, count, stalling),
                iter: 100, threads: 1);

    /// <summary>Some streams give nothing more at a random byte, until they are cancelled; the others come to their end.</summary>
    private static async Task RunAsync(int seed, long budget, int count, int stalling)
    {
        var random = new Random(seed);
        var buffers = new PartBufferPool(budget);
        using var cancel = new CancellationTokenSource();
        Task[] stalled = [.. Enumerable.Range(0, stalling).Select(_ =>
            ReadAsync(buffers, new Random(random.Next()), isStalling: true, cancel.Token))];
        Task[] others = [.. Enumerable.Range(0, count).Select(_ =>
            ReadAsync(buffers, new Random(random.Next()), isStalling: false, CancellationToken.None))];
        try
        {
            await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            await cancel.CancelAsync();
            await Task.WhenAll(stalled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Assert.All(stalled, read => Assert.True(read.IsCanceled));
        Assert.Equal(0, buffers.RentedBytes);

        using PartBuffer whole = buffers.Open(budget);
        Assert.True(whole.GrowAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully, "Somebody has left a claim behind.");
    }

    private static async Task ReadAsync(PartBufferPool buffers, Random random, bool isStalling, CancellationToken cancellationToken)
    {
        int partSize = random.Next(3) == 0 ? random.Next(1, 20_000) : random.Next(1, Largest + 1);
        byte[] bytes = Samples.Bytes(random.Next(0, 4) * partSize / 2, random.Next());
        int last = isStalling ? random.Next(0, bytes.Length + 1) : int.MaxValue;
        var stream = new TestStream(bytes, pieceSize: random.Next(100, 50_000))
        {
            OnRead = async (position, token) =>
            {
                await Task.Yield();
                await Task.Delay(position >= last ? Timeout.Infinite : 0, token);
            },
        };
        IPartSource source = PartSource.FromStream(stream, isStalling || random.Next(2) == 0 ? null : bytes.Length);
        var plan = new UploadPlan(source.Length, _ => partSize, singlePutThreshold: -1, maxParts: 10);
        var reader = new PartReader(source, plan, buffers, new HashSet<int>());
        var sent = new List<Task>();
        int read = 0;
        try
        {
            await foreach (PartContent part in reader.ReadAsync(cancellationToken))
            {
                sent.Add(SendAsync(part, bytes.AsMemory(read, (int)part.Range.Length), random.Next(5)));
                read += (int)part.Range.Length;
            }
        }
        finally
        {
            await Task.WhenAll(sent);
        }

        Assert.Equal(bytes.Length, read);
    }

    private static async Task SendAsync(PartContent part, ReadOnlyMemory<byte> expected, int turns)
    {
        using (part)
        {
            for (int turn = 0; turn < turns; turn++)
            {
                await Task.Yield();
            }

            await using Stream stream = await part.OpenAsync(CancellationToken.None);
            byte[] actual = new byte[expected.Length];
            await stream.ReadExactlyAsync(actual);
            Assert.True(expected.Span.SequenceEqual(actual));
        }
    }
}
