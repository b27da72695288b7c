using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Tests;

public sealed class AbortSpecs
{
    private static readonly DateTime Now = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly IncompleteUploadQuery WeekOld = new() { BucketName = MockBucket.Name, OlderThan = TimeSpan.FromDays(7) };

    private readonly MockBucket _bucket = new();
    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public async Task Old_uploads_under_the_prefix_are_aborted_and_no_others() => await Gen
        .Select(Gen.Select(Gen.Int[0, 5], Gen.Int[0, 14], Gen.Bool).List[0, 60], Gen.Int[1, 7], Gen.Int[1, 12])
        .SampleAsync(async (uploads, pageSize, atOnce) =>
        {
            var bucket = new MockBucket { PageSize = pageSize };
            List<string> stay = [];
            foreach ((int key, int days, bool isTemporary) in uploads)
            {
                string name = $"{(isTemporary ? "tmp" : "kept")}/{key}";
                bucket.Add(name, Now.AddDays(-days));
                if (days < 7 || !isTemporary)
                {
                    stay.Add(name);
                }
            }

            List<AbortResult> results = await bucket.Cleanup(_time, options => options.Concurrency = UploadConcurrency.Fixed(atOnce))
                .AbortAsync(WeekOld with { Prefix = "tmp/" }).ToListAsync();
            Assert.Equal(stay.Order(), bucket.Keys.Order());
            Assert.Equal(uploads.Count - stay.Count, results.Count);
            Assert.All(results, result => Assert.Equal((AbortOutcome.Aborted, null), (result.Outcome, result.Exception)));
            Assert.Distinct(results.Select(result => result.Upload.UploadId));
        });

    [Fact]
    public async Task A_dry_run_tells_the_same_uploads_and_sends_nothing_but_lists()
    {
        _bucket.PageSize = 2;
        Add(5);
        List<AbortResult> results = await _bucket.Cleanup(_time).AbortAsync(WeekOld, dryRun: true).ToListAsync();
        Assert.All(results, result => Assert.Equal(AbortOutcome.WouldBeAborted, result.Outcome));
        Assert.Equal(_bucket.Keys, results.Select(result => result.Upload.Key));
        Assert.All(_bucket.Calls, call => Assert.Equal("List", call));
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_results_are_asked_for()
    {
        Add(1);
        IAsyncEnumerable<AbortResult> results = _bucket.Cleanup(_time).AbortAsync(WeekOld);
        Assert.Empty(_bucket.Calls);
        Assert.Single(await results.ToListAsync());
    }

    [Fact]
    public void An_age_is_needed()
    {
        Assert.Throws<ArgumentException>(() => _bucket.Cleanup(_time).AbortAsync(WeekOld with { OlderThan = null }));
        Assert.Throws<ArgumentException>(() => _bucket.Cleanup(_time).AbortAsync(WeekOld with { OlderThan = TimeSpan.FromTicks(-1) }));
        Assert.Empty(_bucket.Calls);
    }

    [Fact]
    public async Task One_that_cannot_be_aborted_does_not_keep_the_others_from_it()
    {
        _bucket.PageSize = 2;
        Add(5);
        _bucket.OnAbort = (request, _) => request.Key == "key-2" ? throw MockBucket.Error(403, "AccessDenied") : Task.CompletedTask;
        List<AbortResult> results = await _bucket.Cleanup(_time).AbortAsync(WeekOld).ToListAsync();
        Assert.Equal(["key-0", "key-1", "key-2", "key-3", "key-4"], results.Select(result => result.Upload.Key));
        AbortResult failed = Assert.Single(results, result => result.Outcome == AbortOutcome.Failed);
        Assert.Equal("key-2", failed.Upload.Key);
        Assert.Equal("AccessDenied", Assert.IsType<Amazon.S3.AmazonS3Exception>(failed.Exception).ErrorCode);
        Assert.Equal(["key-2"], _bucket.Keys);
    }

    [Fact]
    public async Task What_was_aborted_is_told_before_a_failure_to_list_more()
    {
        _bucket.PageSize = 3;
        Add(6);
        _bucket.OnList = (request, _) => request.KeyMarker is null ? Task.CompletedTask : throw MockBucket.Error(403, "AccessDenied");
        List<AbortResult> results = [];
        await Assert.ThrowsAsync<CleanupException>(async () =>
        {
            await foreach (AbortResult result in _bucket.Cleanup(_time).AbortAsync(WeekOld))
            {
                results.Add(result);
            }
        });
        Assert.Equal(["key-0", "key-1", "key-2"], results.Select(result => result.Upload.Key));
        Assert.Equal(["key-3", "key-4", "key-5"], _bucket.Keys);
    }

    [Fact]
    public async Task One_that_has_ended_meanwhile_is_a_success()
    {
        Add(1);
        _bucket.OnAbort = (request, _) =>
        {
            _bucket.Remove(request.Key, request.UploadId);
            return Task.CompletedTask;
        };
        Assert.Equal(AbortOutcome.AlreadyGone, (await _bucket.Cleanup(_time).AbortAsync(WeekOld).SingleAsync()).Outcome);
    }

    [Theory]
    [InlineData("NoSuchUpload")]
    [InlineData("NoSuchBucket")]
    [InlineData("NotFound")]
    public async Task One_that_the_store_lists_but_cannot_find_has_failed(string code)
    {
        Add(1);
        _bucket.OnAbort = (_, _) => throw MockBucket.Error(404, code);
        Assert.Equal(AbortOutcome.Failed, (await _bucket.Cleanup(_time).AbortAsync(WeekOld).SingleAsync()).Outcome);
    }

    [Theory]
    [InlineData(1, AbortOutcome.Aborted)]
    [InlineData(2, AbortOutcome.Aborted)]
    [InlineData(9, AbortOutcome.Failed)]
    public async Task One_that_late_parts_keep_alive_is_aborted_again_but_not_for_ever(int lateParts, AbortOutcome outcome)
    {
        Add(1);
        _bucket.OnParts = (request, _) => Task.FromResult(lateParts-- > 0 ? Revived(request.Key, request.UploadId) : null);
        AbortResult result = await _bucket.Cleanup(_time).AbortAsync(WeekOld).SingleAsync();
        Assert.Equal(outcome, result.Outcome);
        Assert.InRange(_bucket.Calls.Count(call => call.StartsWith("Abort", StringComparison.Ordinal)), 2, 3);
    }

    [Theory]
    [InlineData(403, "AccessDenied")]
    [InlineData(501, "NotImplemented")]
    public async Task Where_parts_cannot_be_listed_the_word_on_the_abort_must_do(int status, string code)
    {
        Add(1);
        _bucket.OnParts = (_, _) => throw MockBucket.Error(status, code);
        Assert.Equal(AbortOutcome.Aborted, (await _bucket.Cleanup(_time).AbortAsync(WeekOld).SingleAsync()).Outcome);
    }

    [Fact]
    public async Task One_that_gets_no_answer_has_failed_after_the_time_for_aborts()
    {
        Add(2);
        var hangs = new TaskCompletionSource();
        _bucket.OnAbort = async (request, token) =>
        {
            if (request.Key == "key-0")
            {
                hangs.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        };
        ValueTask<List<AbortResult>> sweep = _bucket.Cleanup(_time).AbortAsync(WeekOld).ToListAsync();
        await hangs.Task;
        _time.Advance(TimeSpan.FromSeconds(30));
        List<AbortResult> results = await sweep;
        Assert.Equal([AbortOutcome.Failed, AbortOutcome.Aborted], results.Select(result => result.Outcome));
        Assert.IsType<TimeoutException>(results[0].Exception);
    }

    [Fact]
    public async Task No_more_are_aborted_at_a_time_than_the_options_allow()
    {
        Add(20);
        int running = 0;
        int most = 0;
        _bucket.OnAbort = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };
        await _bucket.Cleanup(_time, options => options.Concurrency = UploadConcurrency.Fixed(3)).AbortAsync(WeekOld).ToListAsync();
        Assert.InRange(most, 1, 3);
        Assert.Empty(_bucket.Keys);
    }

    [Fact]
    public async Task Whoever_stops_listening_stops_the_aborts()
    {
        Add(50);
        IncompleteUploads cleanup = _bucket.Cleanup(_time, options => options.Concurrency = UploadConcurrency.Fixed(2));
        await foreach (AbortResult result in cleanup.AbortAsync(WeekOld))
        {
            break;
        }

        Assert.InRange(_bucket.Keys.Count(), 47, 49);
    }

    [Fact]
    public async Task A_cancelled_sweep_ends_as_cancelled()
    {
        Add(50);
        using var cancel = new CancellationTokenSource();
        _bucket.OnAbort = async (request, token) =>
        {
            if (request.Key == "key-1")
            {
                await cancel.CancelAsync();
                token.ThrowIfCancellationRequested();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _bucket.Cleanup(_time).AbortAsync(WeekOld, cancellationToken: cancel.Token).ToListAsync());
        Assert.NotEmpty(_bucket.Keys);
    }

    private Amazon.S3.Model.ListPartsResponse Revived(string key, string uploadId)
    {
        _bucket.Add(key, Now, uploadId);
        return new();
    }

    private void Add(int count)
    {
        for (int upload = 0; upload < count; upload++)
        {
            _bucket.Add($"key-{upload}", Now.AddDays(-10));
        }
    }
}
