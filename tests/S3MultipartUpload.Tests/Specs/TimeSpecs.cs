using System.Net;
using Microsoft.Extensions.Time.Testing;
using Polly;

namespace S3MultipartUpload.Tests;

public sealed class TimeSpecs : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MockS3 _s3 = new();
    private readonly SemaphoreSlim _hanging = new(0);

    public void Dispose() => _hanging.Dispose();

    [Fact]
    public async Task Retries_wait_longer_and_longer_with_jitter_up_to_the_longest_delay()
    {
        var impatient = new ImpatientTimeProvider(longest: TimeSpan.FromSeconds(30));
        _s3.OnPart = (_, attempt, _) =>
            attempt <= 8 ? throw FailureSpecs.Error(HttpStatusCode.InternalServerError, "InternalError") : Task.CompletedTask;
        await Upload(
            options =>
            {
                options.RetryDelay = TimeSpan.FromSeconds(1);
                options.AbortTimeout = TimeSpan.FromMinutes(1);
            },
            impatient);
        TimeSpan[] waits = [.. impatient.Waits];
        Assert.Equal(8, waits.Length);
        Assert.True(Sum(waits[4..]) > 2 * Sum(waits[..4]));
        Assert.Distinct(waits.Take(4));
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30)));

        static double Sum(TimeSpan[] waits) => waits.Sum(wait => wait.TotalSeconds);
    }

    [Fact]
    public async Task An_attempt_that_stalls_is_given_up_and_the_part_is_sent_again()
    {
        _s3.OnFirstByte = (_, attempt, token) => attempt == 1 ? HangAsync(token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload(options => options.StallTimeout = TimeSpan.FromMinutes(1));
        await _hanging.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, _s3.InFlight);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await upload).Retries);
    }

    [Fact]
    public async Task A_stall_at_every_attempt_ends_in_a_timeout_that_names_the_option()
    {
        _s3.OnFirstByte = (_, _, token) => HangAsync(token);
        Task<UploadManifest> upload = Upload(options => options.MaxRetries = 2);
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            await _hanging.WaitAsync();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.Equal(3, _s3.AttemptsOf(1));
        Assert.Contains("StallTimeout", Assert.IsType<TimeoutException>(failure.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
    }

    [Fact]
    public async Task Waiting_for_a_connection_or_an_answer_is_no_stall()
    {
        var released = new TaskCompletionSource();
        _s3.OnPart = (_, _, _) =>
        {
            _hanging.Release();
            return released.Task;
        };
        Task<UploadManifest> upload = Upload();
        await _hanging.WaitAsync();
        _time.Advance(TimeSpan.FromMinutes(5));
        released.SetResult();
        Assert.Equal(0, (await upload).Retries);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_given_up_whatever_moves()
    {
        _s3.OnPart = (_, attempt, token) => attempt == 1 ? HangAsync(token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload(options =>
        {
            options.StallTimeout = TimeSpan.FromHours(1);
            options.AttemptTimeout = TimeSpan.FromMinutes(3);
        });
        await _hanging.WaitAsync();
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, (await upload).Retries);
    }

    [Fact]
    public async Task Create_and_Complete_have_a_timeout_and_are_tried_again()
    {
        var seen = new HashSet<string>();
        _s3.OnCall = (call, token) => seen.Add(call) ? HangAsync(token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload(options => options.AttemptTimeout = TimeSpan.FromMinutes(3));
        for (int call = 0; call < 2; call++)
        {
            await _hanging.WaitAsync();
            _time.Advance(TimeSpan.FromMinutes(3));
        }

        Assert.True((await upload).IsComplete);
        Assert.Equal(["Create", "Complete"], seen);
    }

    [Fact]
    public async Task A_clean_up_that_hangs_ends_at_its_deadline()
    {
        _s3.OnPart = (_, _, _) => throw FailureSpecs.Error(HttpStatusCode.Forbidden, "AccessDenied");
        _s3.OnCall = (call, token) => call == "Abort" ? HangAsync(token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload();
        await _hanging.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.Equal(FailedUploadState.AbortFailed, failure.State);
    }

    [Fact]
    public async Task Cancelling_while_Create_is_on_its_way_waits_for_the_upload_to_abort()
    {
        using var cancel = new CancellationTokenSource();
        var answer = new TaskCompletionSource();
        _s3.OnCall = async (call, token) =>
        {
            if (call == "Create")
            {
                _hanging.Release();
                await answer.Task.WaitAsync(token);
            }
        };
        Task<UploadManifest> upload = Upload(cancellationToken: cancel.Token);
        await _hanging.WaitAsync();
        await cancel.CancelAsync();
        answer.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.Equal(["Create", "Abort"], _s3.Calls);
    }

    [Fact]
    public async Task The_clean_up_does_not_go_through_my_pipeline()
    {
        _s3.OnPart = (_, _, _) => throw FailureSpecs.Error(HttpStatusCode.Forbidden, "AccessDenied");
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(options => options.Pipeline =
            new ResiliencePipelineBuilder { TimeProvider = _time }
                .AddCircuitBreaker(new() { MinimumThroughput = 2, FailureRatio = 0.1, BreakDuration = TimeSpan.FromHours(1) })
                .Build()));
        Assert.Equal(FailedUploadState.Aborted, failure.State);
    }

    [Fact]
    public async Task I_can_replace_the_pipeline()
    {
        int attempts = 0;
        _s3.OnPart = (_, _, _) => ++attempts == 1 ? throw new InvalidTimeZoneException() : Task.CompletedTask;
        UploadManifest manifest = await Upload(options => options.Pipeline = new ResiliencePipelineBuilder()
            .AddRetry(
                new() { ShouldHandle = arguments => new(arguments.Outcome.Exception is InvalidTimeZoneException), Delay = TimeSpan.Zero })
            .Build());
        Assert.Equal((2, 1), (attempts, manifest.Retries));
    }

    private Task<UploadManifest> Upload(
        Action<S3MultipartUploadOptions>? configure = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        S3MultipartUploadOptions options = Samples.SmallOptions(options =>
        {
            options.MaxRetryDelay = TimeSpan.FromSeconds(30);
            configure?.Invoke(options);
        });
        return new MultipartUploader(_s3.Client, options, timeProvider: time ?? _time)
            .UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(10))), cancellationToken);
    }

    private Task HangAsync(CancellationToken token)
    {
        _hanging.Release();
        return Task.Delay(Timeout.Infinite, token);
    }
}
