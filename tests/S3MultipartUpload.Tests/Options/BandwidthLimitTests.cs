using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Tests;

/// <summary>
/// However many bodies share a limit, each second carries what is allowed, to within a twentieth, and each body has its turn.
/// </summary>
public sealed class BandwidthLimitTests
{
    private const int Buffer = 64 * 1024;

    private readonly FakeTimeProvider _time = new();
    private readonly BandwidthLimit _limit = new() { MaxBytesPerSecond = 1_000_000 };

    /// <summary>The bodies that wait, by the time of their turn.</summary>
    private readonly PriorityQueue<(int Body, int Bytes), (TimeSpan Turn, int Order)> _waiting = new();
    private readonly List<(TimeSpan At, int Body, int Bytes)> _sent = [];
    private TimeSpan _now;
    private int _asked;

    [Theory]
    [InlineData(1, 1_000_000, 0)]
    [InlineData(10, 1_000_000, 0)]
    [InlineData(100, 1_000_000, 0)]
    [InlineData(10, 1_024, 0)]
    [InlineData(3, 10_000_000, 0)]
    [InlineData(1, 1_000_000, 15)]
    [InlineData(10, 250_000, 15)]
    public void Every_second_carries_what_is_allowed(int bodies, long rate, int timerIsLateMilliseconds)
    {
        _limit.MaxBytesPerSecond = rate;
        Run(bodies, TimeSpan.FromSeconds(60), timerIsLateMilliseconds);
        Assert.All(Enumerable.Range(1, 58), second => Assert.InRange(SentWithin(second, second + 1), rate * 0.95, rate * 1.05));
        Assert.InRange(SentWithin(0, 60), rate * 59.5, rate * 60.5);
    }

    [Fact]
    public void A_small_body_has_its_turn_though_large_ones_fill_the_line()
    {
        Run(10, TimeSpan.FromSeconds(10));
        Ask(99);
        Run(0, TimeSpan.FromSeconds(1));
        Assert.Contains(_sent, sent => sent.Body == 99);
        Assert.Equal(10, _sent.Where(sent => sent.Body < 10).Select(sent => sent.Body).Distinct().Count());
    }

    [Fact]
    public void Two_bodies_get_the_same()
    {
        Run(2, TimeSpan.FromSeconds(20));
        Assert.InRange(_sent.Where(sent => sent.Body == 0).Sum(sent => sent.Bytes), 9_900_000, 10_100_000);
    }

    [Fact]
    public void A_change_holds_at_once()
    {
        _limit.MaxBytesPerSecond = 10_000;
        Run(4, TimeSpan.FromSeconds(5));
        Change(4_000_000);
        Run(0, TimeSpan.FromSeconds(5));
        Change(100_000);
        Run(0, TimeSpan.FromSeconds(5));
        Assert.InRange(SentWithin(1, 5), 35_000, 45_000);
        Assert.InRange(SentWithin(6, 10), 15_200_000, 16_800_000);
        Assert.InRange(SentWithin(11, 15), 380_000, 420_000);
    }

    [Fact]
    public async Task Who_waits_for_a_turn_of_the_old_rate_is_called_when_there_is_no_limit_any_more()
    {
        Task<(int Bytes, bool HasWaited)>[] turns = Wait(240);
        Assert.False(turns[^1].IsCompleted); // For 12 s, by the old rate.
        _limit.MaxBytesPerSecond = null;
        Assert.Equal((Buffer, true), (await Task.WhenAll(turns))[^1]);
    }

    [Fact]
    public async Task Who_waits_for_a_turn_of_the_old_rate_waits_for_one_of_the_new()
    {
        var time = new CountingTime();
        Task<(int Bytes, bool HasWaited)>[] turns = Wait(240, time);
        int waiting = turns.Count(turn => !turn.IsCompleted);
        _limit.MaxBytesPerSecond = 10_000;
        while (time.Timers + turns.Count(turn => turn.IsCompleted) < 240 + waiting)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield(); // Until all have asked anew.
        }

        time.Advance(TimeSpan.FromSeconds(5));
        while (turns.Count(turn => turn.IsCompletedSuccessfully) < 100)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        int[] sent = [.. turns.Where(turn => turn.IsCompletedSuccessfully).Select(turn => turn.Result.Bytes)];
        Assert.InRange(sent.Count(bytes => bytes == 500), 95, 105); // A twentieth of a second's each.
        Assert.Equal(240 - waiting, sent.Count(bytes => bytes != 500));
    }

    /// <summary>As a control loop would, which reads what the line is worth.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_limit_that_is_set_again_and_again_holds(int change)
    {
        Run(4, TimeSpan.FromSeconds(1));
        for (int i = 0; i < 200; i++)
        {
            Change(1_000_000 + (i * change));
            Run(0, TimeSpan.FromSeconds(0.05));
        }

        Assert.InRange(SentWithin(1, 11), 9_500_000, 10_500_000);
    }

    [Fact]
    public async Task Who_is_called_off_waits_no_more()
    {
        using var end = new CancellationTokenSource();
        _limit.Take(Buffer, _time);
        ValueTask<(int, bool)> turn = _limit.TakeAsync(Buffer, _time, end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await turn);
    }

    [Fact]
    public void A_line_that_was_idle_makes_up_for_a_tenth_of_a_second_alone()
    {
        Run(1, TimeSpan.FromSeconds(1));
        _waiting.Clear();
        Run(0, TimeSpan.FromSeconds(3_600));
        Run(1, TimeSpan.FromSeconds(1));
        Assert.InRange(SentWithin(3_601, 3_602), 1_000_000, 1_160_000);
    }

    [Fact]
    public async Task Without_a_limit_nobody_waits()
    {
        _limit.MaxBytesPerSecond = null;
        for (int turn = 0; turn < 2; turn++)
        {
            Assert.Equal((int.MaxValue, false), await _limit.TakeAsync(int.MaxValue, _time, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_023)]
    public void A_limit_that_is_none_is_refused(long rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _limit.MaxBytesPerSecond = rate);

    [Fact]
    public void The_greatest_limit_is_one() => Assert.InRange(
        new BandwidthLimit { MaxBytesPerSecond = long.MaxValue }.Take(Buffer, _time).Turn, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));

    private Task<(int Bytes, bool HasWaited)>[] Wait(int bodies, TimeProvider? time = null) =>
        [.. Enumerable.Range(0, bodies).Select(_ => _limit.TakeAsync(Buffer, time ?? _time, CancellationToken.None).AsTask())];

    private void Run(int bodies, TimeSpan length, int timerIsLateMilliseconds = 0)
    {
        TimeSpan end = _now + length;
        for (int body = 0; body < bodies; body++)
        {
            Ask(body);
        }

        while (_waiting.TryPeek(out (int Body, int Bytes) next, out (TimeSpan Turn, int Order) turn) && turn.Turn < end)
        {
            _waiting.Dequeue();
            Advance(turn.Turn + TimeSpan.FromMilliseconds(turn.Turn > _now ? timerIsLateMilliseconds : 0));
            _sent.Add((_now, next.Body, next.Bytes));
            Ask(next.Body);
        }

        Advance(end);
    }

    /// <summary>Who waits asks anew.</summary>
    private void Change(long rate)
    {
        if (_limit.MaxBytesPerSecond == rate)
        {
            return;
        }

        _limit.MaxBytesPerSecond = rate;
        int[] bodies = [.. _waiting.UnorderedItems.OrderBy(waiting => waiting.Priority).Select(waiting => waiting.Element.Body)];
        _waiting.Clear();
        foreach (int body in bodies)
        {
            Ask(body);
        }
    }

    private void Ask(int body)
    {
        (int bytes, TimeSpan turn, _) = _limit.Take(Buffer, _time);
        _waiting.Enqueue((body, bytes), (_now + turn, _asked++));
    }

    private void Advance(TimeSpan to)
    {
        if (to > _now)
        {
            _time.Advance(to - _now);
            _now = to;
        }
    }

    /// <summary>Tells how many have begun to wait.</summary>
    private sealed class CountingTime : FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }

    private long SentWithin(int from, int to) => _sent
        .Where(sent => sent.At >= TimeSpan.FromSeconds(from) && sent.At < TimeSpan.FromSeconds(to)).Sum(sent => (long)sent.Bytes);
}
