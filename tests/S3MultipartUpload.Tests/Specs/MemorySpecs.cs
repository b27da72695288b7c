using S3MultipartUpload.Parts;

namespace S3MultipartUpload.Tests;

/// <summary>Streams share one budget of memory; here 16 MiB, for parts of 1 MiB.</summary>
public sealed class MemorySpecs : IAsyncLifetime
{
    private const int PartSize = 1024 * 1024;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly PartBufferPool _buffers = new(16 * PartSize);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _stalled = [];

    [Theory]
    [InlineData(16, 1)]
    [InlineData(1_000, 1)]
    [InlineData(16, PartSize / 2)]
    public async Task Streams_that_stall_starve_neither_a_small_one_nor_a_large_one(int count, int delivered)
    {
        await StallAsync(count, delivered);
        Assert.Equal(4_096, (await UploadAsync(4_096)).Size);
        Assert.Equal(6 * PartSize, (await UploadAsync(6 * PartSize)).Size);
    }

    [Theory]
    [InlineData(PartSize - 1)]
    [InlineData(PartSize)]
    public async Task Streams_that_stall_just_before_a_part_is_sent_do_not_starve_a_small_one(int delivered)
    {
        await StallAsync(15, delivered);
        Begin(new StallingStream(delivered));
        Begin(new StallingStream(delivered));
        Assert.Equal(4_096, (await UploadAsync(4_096)).Size);
        Assert.Equal(16_384, (await UploadAsync(16_384)).Size);
    }

    [Fact]
    public async Task Small_streams_wait_for_no_memory_that_they_do_not_need()
    {
        var all = new TaskCompletionSource();
        int begun = 0;
        long rented = 0;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => UploadAsync(4_096, async () =>
        {
            if (Interlocked.Increment(ref begun) == 500)
            {
                rented = _buffers.RentedBytes;
                all.SetResult();
            }

            await all.Task;
        })));
        Assert.Equal(500 * 4_096, rented);
        Assert.Equal(0, _buffers.RentedBytes);
    }

    [Fact]
    public async Task A_part_of_a_session_holds_what_has_arrived_however_long_it_may_be()
    {
        IMultipartSession session = await Uploader(new MockS3()).StartAsync(
            new UploadTarget { BucketName = "photos", Key = "a" }, _end.Token);
        StallingStream[] streams = [.. Enumerable.Range(0, 50).Select(_ => new StallingStream(5_000))];
        _stalled.AddRange(streams.Select((stream, index) =>
            session.UploadPartAsync(index + 1, PartSource.FromStream(stream), _end.Token)));
        await Task.WhenAll(streams.Select(stream => stream.Stalled)).WaitAsync(Soon, CancellationToken.None);
        Assert.Equal(50 * 8_192, _buffers.RentedBytes);
    }

    [Theory]
    [InlineData(16, 1, 4_096)]
    [InlineData(1, 4_096, 4_096)]
    [InlineData(1, 4_097, 8_192)]
    [InlineData(1, 100_000, 131_072)]
    [InlineData(4, PartSize, PartSize)]
    public async Task A_stream_holds_what_has_arrived_at_most_doubled(int count, int delivered, int held)
    {
        await StallAsync(count, delivered);
        Assert.Equal(count * held, _buffers.RentedBytes);
    }

    [Fact]
    public async Task As_many_parts_as_fit_are_on_their_way_at_the_same_time()
    {
        var all = new TaskCompletionSource();
        int begun = 0;
        var s3 = new MockS3
        {
            OnPart = (_, _, _) =>
            {
                if (Interlocked.Increment(ref begun) == 16)
                {
                    all.SetResult();
                }

                return all.Task;
            },
        };
        await Uploader(s3).UploadAsync(Request(new TestStream(new byte[16 * PartSize], PartSize))).WaitAsync(Soon);
        Assert.Equal(16, s3.MaxInFlight);
    }

    [Fact]
    public async Task One_who_gives_up_waiting_leaves_no_trace()
    {
        var buffers = new PartBufferPool(PartSize);
        using PartBuffer first = buffers.Open(PartSize);
        using PartBuffer second = buffers.Open(PartSize);
        await first.GrowAsync(CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        ValueTask waiting = second.GrowAsync(cancel.Token);
        Assert.False(waiting.IsCompleted);
        await cancel.CancelAsync();
        Assert.Equal(cancel.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(waiting.AsTask)).CancellationToken);
        Assert.Equal(4_096, buffers.RentedBytes);
        ValueTask again = second.GrowAsync(CancellationToken.None);
        first.Dispose();
        await again;
        Assert.Equal(4_096, buffers.RentedBytes);
    }

    [Fact]
    public async Task A_part_that_only_waits_for_one_being_sent_is_not_overtaken()
    {
        var buffers = new PartBufferPool(64 * 1024);
        using PartBuffer older = buffers.Open(20 * 1024);
        using PartBuffer younger = buffers.Open(5 * 1024);
        await FillAsync(younger, 4 * 1024);
        using PartBuffer sent = buffers.Open(58 * 1024);
        await FillAsync(sent, 58 * 1024);
        sent.Seal();
        Task first = older.GrowAsync(CancellationToken.None).AsTask();
        Task second = younger.GrowAsync(CancellationToken.None).AsTask();
        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted, "There is room for it, but the older one needs that.");
        sent.Dispose();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Nobody_waits_behind_a_part_that_waits_for_a_source()
    {
        var buffers = new PartBufferPool(64 * 1024);
        using PartBuffer stalled = buffers.Open(40 * 1024);
        await FillAsync(stalled, 32 * 1024);
        using PartBuffer older = buffers.Open(40 * 1024);
        Task first = older.GrowAsync(CancellationToken.None).AsTask();
        Assert.False(first.IsCompleted);
        using PartBuffer younger = buffers.Open(8 * 1024);
        await FillAsync(younger, 8 * 1024);
        stalled.Dispose();
        await first;
    }

    [Fact]
    public void A_part_that_can_never_fit_is_refused()
    {
        var buffers = new PartBufferPool(PartSize);
        buffers.Open(PartSize).Dispose();
        UploadRefusedException refused = Assert.Throws<UploadRefusedException>(() => buffers.Open(PartSize + 1));
        Assert.Contains("MaxBufferedBytes", refused.Message, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_stalled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        Assert.All(_stalled, stalled => Assert.True(stalled.IsCanceled));
        Assert.Equal(0, _buffers.RentedBytes);
    }

    private MultipartUploader Uploader(MockS3 s3) => new(
        s3.Client,
        Samples.SmallOptions(options =>
        {
            options.Profile = ProviderProfile.AmazonS3 with
            {
                Limits = Samples.SmallLimits with { MaxPartSize = 8 * PartSize, MaxSinglePutSize = PartSize },
                ConfirmsChecksums = false,
            };
            options.PartSizer = PartSizer.Fixed(PartSize);
            options.MaxPartSize = 8 * PartSize;
            options.Concurrency = UploadConcurrency.Fixed(16);
            options.SinglePutThreshold = null;
        }),
        Samples.Budget(_buffers, 16),
        null,
        null);

    private static async Task FillAsync(PartBuffer buffer, int length)
    {
        using var stream = new MemoryStream(new byte[length]);
        while (buffer.Length < length)
        {
            await buffer.GrowAsync(CancellationToken.None).AsTask().WaitAsync(Soon);
            await buffer.FillBlockAsync(stream, CancellationToken.None);
        }
    }

    private static UploadRequest Request(Stream stream) => Samples.Request(PartSource.FromStream(stream));

    private void Begin(StallingStream stream) => _stalled.Add(Uploader(new MockS3()).UploadAsync(Request(stream), _end.Token));

    private async Task StallAsync(int count, int delivered)
    {
        StallingStream[] streams = [.. Enumerable.Range(0, count).Select(_ => new StallingStream(delivered))];
        Array.ForEach(streams, Begin);
        await Task.WhenAll(streams.Select(stream => stream.Stalled)).WaitAsync(Soon);
    }

    private async Task<UploadManifest> UploadAsync(int size, Func<Task>? onPut = null)
    {
        var s3 = new MockS3 { OnCall = (_, _) => onPut?.Invoke() ?? Task.CompletedTask };
        return await Uploader(s3).UploadAsync(Request(new TestStream(new byte[size], 50_000))).WaitAsync(Soon);
    }
}
