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
        await Upload(options => options.RetryDelay = TimeSpan.FromSeconds(1), impatient);
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
        _s3.OnPart = (_, attempt, token) => attempt == 1 ? HangAsync(token) : Task.CompletedTask;
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
        _s3.OnPart = (_, _, token) => HangAsync(token);
        Task<UploadManifest> upload = Upload(options => options.MaxRetries = 2);
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            await _hanging.WaitAsync();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.Equal(3, _s3.AttemptsOf(1));
        Assert.Contains("StallTimeout", Assert.IsType<TimeoutException>(failure.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
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
        var failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.Equal(FailedUploadState.Open, failure.State);
    }

    [Fact]
    public async Task I_can_replace_the_pipeline()
    {
        int attempts = 0;
        _s3.OnPart = (_, _, _) => ++attempts == 1 ? throw new InvalidTimeZoneException() : Task.CompletedTask;
        UploadManifest manifest = await Upload(options => options.Pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new() { ShouldHandle = arguments => new(arguments.Outcome.Exception is InvalidTimeZoneException), Delay = TimeSpan.Zero })
            .Build());
        Assert.Equal((2, 1), (attempts, manifest.Retries));
    }

    private Task<UploadManifest> Upload(Action<S3MultipartUploadOptions>? configure = null, TimeProvider? time = null)
    {
        S3MultipartUploadOptions options = Samples.SmallOptions(options =>
        {
            options.MaxRetryDelay = TimeSpan.FromSeconds(30);
            configure?.Invoke(options);
        });
        return new MultipartUploader(_s3.Client, options, timeProvider: time ?? _time)
            .UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(10))));
    }

    private Task HangAsync(CancellationToken token)
    {
        _hanging.Release();
        return Task.Delay(Timeout.Infinite, token);
    }
}
