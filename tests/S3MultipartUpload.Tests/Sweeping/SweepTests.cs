using CsCheck;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;
using S3MultipartUpload.Sweeping;

namespace S3MultipartUpload.Tests;

public sealed class SweepTests
{
    private static readonly DateTime Now = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakeLogger _logger = new();
    private readonly IncompleteUploadSweeperOptions _options = new();

    [Fact]
    public async Task What_is_old_and_has_no_checkpoint_is_aborted_and_nothing_else() => await Gen
        .Select(Gen.Select(Gen.Int[0, 5], Gen.Int[0, 14]).List[0, 30], Gen.Int[0, 5].List[0, 3], Gen.Int[1, 10])
        .SampleAsync(async (uploads, checkpoints, days) =>
        {
            var bucket = new MockBucket();
            List<string> stay = [];
            foreach ((int key, int age) in uploads)
            {
                bucket.Add($"{key}", Now.AddDays(-age));
                if (age < days || checkpoints.Contains(key))
                {
                    stay.Add($"{key}");
                }
            }

            var options = new IncompleteUploadSweeperOptions { MinimumAge = TimeSpan.FromDays(days) };
            options.Queries.Add(new IncompleteUploadQuery { BucketName = MockBucket.Name });
            var sweep = new Sweep(options, [.. checkpoints.Select(key => Keeping((MockBucket.Name, $"{key}")))], new FakeLogger());
            await sweep.RunAsync(bucket.Cleanup(_time), CancellationToken.None);
            Assert.Equal(stay.Order(), bucket.Keys.Order());
        });

    [Fact]
    public async Task A_checkpoint_of_another_bucket_keeps_nothing_and_a_filter_of_the_query_holds()
    {
        var bucket = new MockBucket();
        bucket.Add("a", Now.AddDays(-8));
        bucket.Add("b", Now.AddDays(-8));
        _options.Queries.Add(new IncompleteUploadQuery { BucketName = MockBucket.Name, Filter = upload => upload.Key != "b" });
        await new Sweep(_options, [Keeping(("other", "a"))], _logger).RunAsync(bucket.Cleanup(_time), CancellationToken.None);
        Assert.Equal(["b"], bucket.Keys);
        Assert.Equal("A sweep of photos has aborted 1 incomplete uploads, and could not abort 0.", _logger.LatestRecord.Message);
    }

    /// <summary>However long an upload takes, and without a checkpoint, nobody in its own process takes it for abandoned.</summary>
    [Fact]
    public async Task An_upload_that_runs_in_this_process_is_left_alone_as_long_as_it_runs()
    {
        var bucket = new MockBucket();
        bucket.Add("a", Now.AddDays(-8));
        _options.Queries.Add(new IncompleteUploadQuery { BucketName = MockBucket.Name });
        var sweep = new Sweep(_options, [], _logger);
        IncompleteUpload listed = await bucket.Cleanup(_time).ListAsync(_options.Queries[0]).SingleAsync();
        var s3 = new MockS3
        {
            UploadId = listed.UploadId,
            OnPart = async (_, _, _) => await sweep.RunAsync(bucket.Cleanup(_time), CancellationToken.None),
        };
        await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(35))));
        Assert.Equal(["a"], bucket.Keys);
        await sweep.RunAsync(bucket.Cleanup(_time), CancellationToken.None);
        Assert.Empty(bucket.Keys);
    }

    [Fact]
    public async Task A_bucket_that_fails_is_told_of_and_the_next_one_is_swept()
    {
        var uploads = new Mock<IIncompleteUploads>();
        uploads.Setup(all => all.AbortAsync(Of("first"), false, It.IsAny<CancellationToken>())).Throws(new CleanupException("Refused."));
        uploads.Setup(all => all.AbortAsync(Of("second"), false, It.IsAny<CancellationToken>())).Returns(new[]
        {
            Result(AbortOutcome.Aborted),
            Result(AbortOutcome.AlreadyGone),
            Result(AbortOutcome.Failed),
        }.ToAsyncEnumerable());
        _options.Queries.Add(new IncompleteUploadQuery { BucketName = "first" });
        _options.Queries.Add(new IncompleteUploadQuery { BucketName = "second", OlderThan = TimeSpan.FromDays(30) });
        await new Sweep(_options, [], _logger).RunAsync(uploads.Object, CancellationToken.None);
        FakeLogRecord[] records = [.. _logger.Collector.GetSnapshot().Where(record => record.Level > LogLevel.Debug)];
        Assert.Equal([LogLevel.Error, LogLevel.Information], records.Select(record => record.Level));
        Assert.Contains("first", records[0].Message, StringComparison.Ordinal);
        Assert.Equal("A sweep of second has aborted 2 incomplete uploads, and could not abort 1.", records[1].Message);
        Assert.Equal(
            [TimeSpan.FromDays(7), TimeSpan.FromDays(30)],
            uploads.Invocations
                .Select(call => call.Arguments[0]).OfType<IncompleteUploadQuery>()
                .Select(query => query.OlderThan).OfType<TimeSpan>());
    }

    [Fact]
    public async Task Checkpoints_that_cannot_be_read_keep_everything()
    {
        var uploads = new Mock<IIncompleteUploads>(MockBehavior.Strict);
        var store = new Mock<ICheckpointStore>();
        store.Setup(it => it.ListAsync(It.IsAny<CancellationToken>()))
            .Throws(new CheckpointException(CheckpointProblem.Unusable, "here", "Damaged."));
        _options.Queries.Add(new IncompleteUploadQuery { BucketName = "first" });
        await new Sweep(_options, [Keeping(), store.Object], _logger).RunAsync(uploads.Object, CancellationToken.None);
        Assert.IsType<CheckpointException>(_logger.LatestRecord.Exception);
        Assert.Empty(uploads.Invocations);
    }

    [Fact]
    public async Task A_cancelled_sweep_ends()
    {
        using var source = new CancellationTokenSource();
        var uploads = new Mock<IIncompleteUploads>();
        uploads.Setup(all => all.AbortAsync(Of("first"), false, It.IsAny<CancellationToken>())).Callback(source.Cancel)
            .Throws(new OperationCanceledException(source.Token));
        _options.Queries.Add(new IncompleteUploadQuery { BucketName = "first" });
        _options.Queries.Add(new IncompleteUploadQuery { BucketName = "second" });
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => new Sweep(_options, [], _logger).RunAsync(uploads.Object, source.Token));
        Assert.Single(uploads.Invocations);
        Assert.Equal(0, _logger.Collector.Count);
    }

    public static TheoryData<Action<IncompleteUploadSweeperOptions>, string> WrongOptions => new()
    {
        { options => options.Queries.Clear(), "Queries is empty" },
        { options => options.MinimumAge = TimeSpan.FromHours(23), "MinimumAge (23:00:00) must lie between 1.00:00:00 and " },
        { options => options.MinimumAge = TimeSpan.MaxValue, "MinimumAge" },
        { options => options.Interval = TimeSpan.FromSeconds(59), "Interval" },
        { options => options.Interval = TimeSpan.FromDays(31), "Interval" },
        { options => options.Queries.Add(new IncompleteUploadQuery { BucketName = "" }), "Queries: " },
        { options => options.Queries.Add(new IncompleteUploadQuery { BucketName = "photos", OlderThan = TimeSpan.FromDays(6) }),
        "Queries: OlderThan (6.00:00:00) of bucket 'photos' is below MinimumAge (7.00:00:00)." },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void Each_wrong_option_is_named(Action<IncompleteUploadSweeperOptions> configure, string problem)
    {
        _options.Queries.Add(new IncompleteUploadQuery { BucketName = "photos" });
        Assert.True(new SweeperOptionsValidator().Validate(null, _options).Succeeded);
        configure(_options);
        ValidateOptionsResult result = new SweeperOptionsValidator().Validate(null, _options);
        Assert.StartsWith(problem, Assert.Single(result.Failures ?? []), StringComparison.Ordinal);
    }

    private static IncompleteUploadQuery Of(string bucket) =>
        It.Is<IncompleteUploadQuery>(query => query != null && query.BucketName == bucket);

    private static AbortResult Result(AbortOutcome outcome) =>
        new() { Upload = new IncompleteUpload { BucketName = "second", Key = "a", UploadId = "id" }, Outcome = outcome };

    private static ICheckpointStore Keeping(params (string Bucket, string Key)[] objects)
    {
        var store = new Mock<ICheckpointStore>();
        store.Setup(it => it.ListAsync(It.IsAny<CancellationToken>())).Returns(objects
            .Select(it => new CheckpointEntry { BucketName = it.Bucket, Key = it.Key, Location = "here" })
            .ToAsyncEnumerable());
        return store.Object;
    }
}
