using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Line;

namespace S3MultipartUpload.Tests.Line;

/// <summary>An adaptive line finds what the store and the network take, and stays there.</summary>
public sealed class AdaptiveSpecs
{
    private const double MB = 1e6;

    /// <param name="perConnection">MB/s of one connection.</param>
    /// <param name="total">MB/s of the line.</param>
    /// <param name="seconds">By when it is found.</param>
    [Theory]
    [InlineData(5, 400, 12)]
    [InlineData(5, 50, 6)]
    [InlineData(50, 500, 6)]
    [InlineData(1, 20, 8)]
    [InlineData(90, 12_500, 14)]
    [InlineData(100, 100, 4)]
    public async Task The_line_is_filled_and_stays_so(double perConnection, double total, int seconds)
    {
        var store = new SimulatedStore(UploadConcurrency.Adaptive()) { PerConnection = perConnection * MB, Total = total * MB };
        store.Begin(8 * MB);
        await store.RunAsync(seconds);
        IReadOnlyList<(double Bytes, int Limit)> log = await store.RunAsync(120);
        Show(log);
        double mean = log.Average(second => second.Bytes);
        Assert.All(log, second => Assert.InRange(second.Bytes, 0.8 * mean, 1.2 * mean));
        Assert.InRange(mean, 0.85 * Math.Min(total, perConnection * 240) * MB, total * MB);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public async Task The_line_is_filled_however_far_away_the_store_is(double latency)
    {
        var store = new SimulatedStore(UploadConcurrency.Adaptive())
        {
            PerConnection = 5 * MB,
            Total = 200 * MB,
            Latency = latency,
        };
        store.Begin(8 * MB);
        await store.RunAsync(30);
        IReadOnlyList<(double Bytes, int Limit)> log = await store.RunAsync(120);
        Show(log);
        Assert.InRange(log.Average(second => second.Bytes), 0.85 * 200 * MB, 200 * MB);
    }

    [Fact]
    public void Half_at_once_and_once_for_all_that_were_on_their_way()
    {
        var time = new FakeTimeProvider();
        var line = new RequestLine(UploadConcurrency.Adaptive(), most: 256, time);
        long began = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(1));
        for (int answer = 0; answer < 10; answer++)
        {
            line.OnThrottled(began);
        }

        Assert.Equal(5, line.Allowed);
        time.Advance(TimeSpan.FromSeconds(1));
        line.OnThrottled(time.GetTimestamp());
        Assert.Equal(2, line.Allowed);
    }

    /// <summary>Parts that begin together pass in waves: a window that saw half a wave would end the search.</summary>
    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(5, 8)]
    [InlineData(7, 8)]
    [InlineData(4, 16)]
    public async Task Buffers_that_take_the_first_bytes_at_once_hide_nothing(double takenAtOnce, double partSize)
    {
        var store = new SimulatedStore(UploadConcurrency.Adaptive())
        {
            PerConnection = 5 * MB,
            Total = 1e12,
            TakenAtOnce = takenAtOnce * MB,
        };
        store.Begin(partSize * MB);
        IReadOnlyList<(double Bytes, int Limit)> log = await store.RunAsync(20);
        Show(log);
        Assert.Equal(240, log[^1].Limit);
    }

    [Fact]
    public async Task A_line_that_becomes_wider_or_narrower_is_followed()
    {
        var store = new SimulatedStore(UploadConcurrency.Adaptive()) { PerConnection = 10 * MB, Total = 200 * MB };
        store.Begin(8 * MB);
        await store.RunAsync(30);
        Assert.InRange(store.Line.Allowed, 18, 25);

        store.Total = 800 * MB;
        await store.RunAsync(60);
        Assert.InRange((await store.RunAsync(1))[0].Bytes, 700 * MB, 808 * MB);

        store.Total = 100 * MB;
        await store.RunAsync(240);
        Assert.InRange(store.Line.Allowed, 8, 20);
        Assert.InRange((await store.RunAsync(1))[0].Bytes, 90 * MB, 101 * MB);
    }

    /// <summary>Never much more than the store takes.</summary>
    [Fact]
    public async Task A_store_that_asks_for_less_is_asked_less()
    {
        // 100 parts a second are 50 connections, at half a second a part.
        var store = new SimulatedStore(UploadConcurrency.Adaptive()) { PerConnection = 16 * MB, Total = 1e12, MostRequests = 100 };
        store.Begin(8 * MB);
        IReadOnlyList<(double Bytes, int Limit)> log = await store.RunAsync(20);
        Show(log);
        int before = store.Refused;
        log = await store.RunAsync(300);
        Show(log);
        Assert.True(log.Average(second => second.Bytes) > 0.7 * 800 * MB, "Too little is asked for.");
        Assert.True(store.Refused - before < 0.01 * 300 * 100, $"{store.Refused - before} requests were refused.");
    }

    [Fact]
    public async Task Two_uploads_have_the_line_by_halves_whatever_their_parts_and_who_began()
    {
        var store = new SimulatedStore(UploadConcurrency.Adaptive()) { PerConnection = 5 * MB, Total = 200 * MB };
        SimulatedUpload first = store.Begin(64 * MB);
        await store.RunAsync(20);
        SimulatedUpload second = store.Begin(8 * MB);
        await store.RunAsync(20);
        (first.Bytes, second.Bytes) = (0, 0);
        await store.RunAsync(60);
        Assert.InRange(second.Bytes / (first.Bytes + second.Bytes), 0.45, 0.55);
    }

    [Fact]
    public async Task A_pause_is_forgotten_at_once()
    {
        var store = new SimulatedStore(UploadConcurrency.Adaptive()) { PerConnection = 5 * MB, Total = 200 * MB };
        store.Begin(8 * MB);
        await store.RunAsync(30);
        int found = store.Line.Allowed;
        store.IsPaused = true;
        IReadOnlyList<(double Bytes, int Limit)> paused = await store.RunAsync(60);
        Assert.Equal(0, paused[^1].Bytes);
        Assert.InRange(store.Line.Allowed, 0.9 * found, 1.1 * found);
        store.IsPaused = false;
        await store.RunAsync(2);
        Assert.InRange((await store.RunAsync(1))[0].Bytes, 0.8 * 200 * MB, 202 * MB);
    }

    [Fact]
    public async Task A_fixed_number_stays()
    {
        var store = new SimulatedStore(UploadConcurrency.Fixed(7)) { PerConnection = 5 * MB, Total = 1e12, MostRequests = 5 };
        store.Begin(8 * MB);
        Assert.All(await store.RunAsync(30), second => Assert.Equal(7, second.Limit));
    }

    [Fact]
    public async Task Never_more_than_the_registration_allows()
    {
        var store = new SimulatedStore(UploadConcurrency.Adaptive(), most: 32) { PerConnection = 5 * MB, Total = 1e12 };
        store.Begin(8 * MB);
        IReadOnlyList<(double Bytes, int Limit)> log = await store.RunAsync(30);
        Assert.Equal(30, log.Max(second => second.Limit));
    }

    private static void Show(IEnumerable<(double Bytes, int Limit)> log) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', log.Select(second => $"{second.Bytes / MB:N0}@{second.Limit}")));
}
