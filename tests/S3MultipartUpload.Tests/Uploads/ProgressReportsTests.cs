using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload.Tests;

/// <summary>However often an upload changes, and on whatever threads, people are told in order, not too often, and of the end.</summary>
public sealed class ProgressReportsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly List<long> _told = [];
    private long _bytes;

    [Fact]
    public async Task Changes_within_the_interval_are_told_once_and_the_end_at_once()
    {
        ProgressReports<UploadProgress> reports = Reports(new Target(Tell));
        Change(reports, 1);
        Change(reports, 2);
        Change(reports, 3);
        Assert.Equal([1], _told);
        _time.Advance(Interval);
        Assert.Equal([1, 3], _told);
        _time.Advance(Interval * 5);
        Assert.Equal([1, 3], _told);
        Change(reports, 4);
        Change(reports, 5);
        await reports.DisposeAsync();
        Assert.Equal([1, 3, 4, 5], _told);
        Change(reports, 6);
        _time.Advance(Interval * 5);
        Assert.Equal([1, 3, 4, 5], _told);
    }

    [Fact]
    public async Task Ten_a_second_at_most_are_told_however_many_changes_there_are()
    {
        ProgressReports<UploadProgress> reports = Reports(new Target(Tell));
        for (int change = 1; change <= 10_000; change++)
        {
            Change(reports, change);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await reports.DisposeAsync();
        Assert.InRange(_told.Count, 100, 102);
        Assert.Equal(10_000, _told[^1]);
    }

    [Fact]
    public async Task Nobody_waits_for_a_slow_report_and_what_changes_meanwhile_is_told_after_it()
    {
        using var isSlow = new ManualResetEventSlim();
        using var isTold = new ManualResetEventSlim();
        ProgressReports<UploadProgress> reports = Reports(
            new Target(value =>
            {
                Tell(value);
                isTold.Set();
                isSlow.Wait(TestContext.Current.CancellationToken);
            }),
            TimeSpan.Zero);
        var slow = Task.Run(() => Change(reports, 1), TestContext.Current.CancellationToken);
        isTold.Wait(TestContext.Current.CancellationToken);
        Change(reports, 2);
        Change(reports, 3);
        Assert.Equal([1], _told);
        isSlow.Set();
        await slow;
        Assert.Equal([1, 3], _told);
        await reports.DisposeAsync();
    }

    [Fact]
    public async Task Changes_on_many_threads_are_told_one_at_a_time_in_order_and_none_is_lost()
    {
        int inside = 0;
        ProgressReports<UploadProgress> reports = Reports(
            new Target(value =>
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Tell(value);
                Interlocked.Decrement(ref inside);
            }),
            TimeSpan.Zero);
        await Parallel.ForAsync(0, 20_000, (_, _) =>
        {
            Interlocked.Increment(ref _bytes);
            reports.OnChanged();
            return ValueTask.CompletedTask;
        });
        Assert.Equal(20_000, _told[^1]);
        Assert.Equal(_told.Order(), _told);
        await reports.DisposeAsync();
    }

    [Fact]
    public async Task The_runtimes_own_progress_hears_in_order_too_and_of_the_end_last()
    {
        var last = new TaskCompletionSource();
        var progress = new Progress<UploadProgress>(value =>
        {
            lock (_told)
            {
                Tell(value);
            }

            if (value.BytesTransferred == 200)
            {
                last.TrySetResult(); // A change that was not told yet may have told it, before the last report does.
            }
        });
        ProgressReports<UploadProgress> reports = Reports(progress, TimeSpan.Zero);
        for (int change = 1; change < 200; change++)
        {
            Change(reports, change);
        }

        _bytes = 200;
        await reports.DisposeAsync();
        await last.Task;
        lock (_told)
        {
            Assert.Equal(200, _told[^1]);
            Assert.Equal(_told.Order(), _told);
        }
    }

    [Fact]
    public async Task The_end_does_not_wait_for_one_who_hears_nothing_because_it_waits_for_the_end()
    {
        var context = new HeldContext();
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        var progress = new Progress<UploadProgress>(Tell);
        SynchronizationContext.SetSynchronizationContext(before);
        ProgressReports<UploadProgress> reports = Reports(progress);
        Change(reports, 1);
        _bytes = 2;
        Assert.True(reports.DisposeAsync().AsTask().IsCompleted);
        Assert.Empty(_told);
        await context.Posted.WaitAsync(TestContext.Current.CancellationToken);
        context.RunOne();
        Assert.Equal([1], _told);
        await context.Posted.WaitAsync(TestContext.Current.CancellationToken);
        context.RunOne();
        Assert.Equal([1, 2], _told);
    }

    [Fact]
    public async Task A_rate_is_told_after_a_second_and_follows_what_is_sent()
    {
        var told = new List<UploadProgress>();
        ProgressReports<UploadProgress> reports = Reports(new Target(told.Add), total: 100_000);
        for (int second = 1; second <= 20; second++)
        {
            Change(reports, _bytes + (second <= 10 ? 1_000 : 4_000));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await reports.DisposeAsync();
        Assert.Null(told[0].BytesPerSecond);
        Assert.Null(told[0].TimeLeft);
        Assert.InRange(told[9].BytesPerSecond ?? 0, 900, 1_100);
        Assert.InRange(told[9].TimeLeft ?? TimeSpan.Zero, TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(110));
        Assert.InRange(told[^2].BytesPerSecond ?? 0, 3_200, 4_000);
    }

    [Theory]
    [InlineData(100, 100, false, 0.99)]
    [InlineData(100, 100, true, 1)]
    [InlineData(50, 100, false, 0.5)]
    [InlineData(0, 0, false, 0)]
    [InlineData(0, 0, true, 1)]
    public void The_whole_is_said_of_an_object_that_is_there_alone(long transferred, long total, bool isCompleted, double fraction) =>
        Assert.Equal(fraction, At(transferred, total, isCompleted).Fraction);

    [Fact]
    public void Of_an_unknown_length_no_share_and_no_time_is_said_but_that_it_is_there()
    {
        Assert.Null(At(5, null, isCompleted: false).Fraction);
        Assert.Null((At(5, null, isCompleted: false) with { BytesPerSecond = 7 }).TimeLeft);
        Assert.Equal(1, At(5, null, isCompleted: true).Fraction);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-300)]
    public void No_time_is_said_where_hardly_anything_moves(double rate) =>
        Assert.Null((At(5, 100, isCompleted: false) with { BytesPerSecond = rate }).TimeLeft);

    private static UploadProgress At(long transferred, long? total, bool isCompleted) => new()
    {
        BytesTransferred = transferred,
        BytesStored = 0,
        PartsStored = 0,
        TotalBytes = total,
        IsCompleted = isCompleted,
    };

    private ProgressReports<UploadProgress> Reports(IProgress<UploadProgress> target, TimeSpan? interval = null, long? total = null) => new(
        target,
        interval ?? Interval,
        () => (At(Interlocked.Read(ref _bytes), total, isCompleted: false), Interlocked.Read(ref _bytes)),
        (progress, rate) => progress with { BytesPerSecond = rate },
        _time,
        NullLogger.Instance);

    private void Change(ProgressReports<UploadProgress> reports, long bytes)
    {
        Interlocked.Exchange(ref _bytes, bytes);
        reports.OnChanged();
    }

    private void Tell(UploadProgress value) => _told.Add(value.BytesTransferred);

    private sealed class Target(Action<UploadProgress> report) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => report(value);
    }

    /// <summary>A window's thread that is busy.</summary>
    private sealed class HeldContext : SynchronizationContext
    {
        private readonly ConcurrentQueue<Action> _held = new();

        /// <summary>One for every report.</summary>
        public SemaphoreSlim Posted { get; } = new(0);

        public override void Post(SendOrPostCallback d, object? state)
        {
            _held.Enqueue(() => d(state));
            Posted.Release();
        }

        public void RunOne()
        {
            Assert.True(_held.TryDequeue(out Action? one));
            one();
        }
    }
}
