using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Moq;
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
        TimeoutException timeout = Assert.IsAssignableFrom<TimeoutException>(failure.InnerException);
        Assert.Contains("StallTimeout", timeout.Message, StringComparison.Ordinal);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
    }

    [Fact]
    public async Task A_part_of_5_GiB_arrives_over_a_line_of_1_MB_per_second()
    {
        const long Size = 5 * 1024 * Samples.MiB;
        long sent = 0;
        DateTimeOffset start = _time.GetUtcNow();
        _s3.Mock.Setup(s3 => s3.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
            .Returns<UploadPartRequest, CancellationToken>(async (request, token) =>
            {
                byte[] buffer = new byte[Samples.MiB];
                int read;
                while ((read = await request.InputStream.ReadAsync(buffer, token)) > 0)
                {
                    sent += read;
                    _time.Advance(TimeSpan.FromSeconds(read / 1_000_000.0));
                    token.ThrowIfCancellationRequested();
                }

                return new UploadPartResponse { ETag = "\"part\"" };
            });
        _s3.Mock.Setup(s3 => s3.CompleteMultipartUploadAsync(It.IsAny<CompleteMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new CompleteMultipartUploadResponse { ETag = "\"object\"" });
        var uploader = new MultipartUploader(
            _s3.Client,
            new S3MultipartUploadOptions
            {
                MaxPartSize = Size,
                SinglePutThreshold = 0,
                ChecksumAlgorithm = PartChecksumAlgorithm.None,
            },
            timeProvider: _time);
        UploadManifest manifest = await uploader.UploadAsync(Samples.Request(new ZeroSource(Size), partSize: Size));
        Assert.Equal((Size, 0), (sent, manifest.Retries));
        Assert.True(_time.GetUtcNow() - start > TimeSpan.FromMinutes(85));
    }

    [Fact]
    public async Task A_limit_of_bytes_per_second_holds_for_what_is_sent_and_not_for_what_is_hashed()
    {
        const int Size = 10_000_000;
        long start = _time.GetTimestamp();
        long hashed = 0;
        _s3.Mock.Setup(s3 => s3.PutObjectAsync(It.IsAny<PutObjectRequest>(), It.IsAny<CancellationToken>()))
            .Returns<PutObjectRequest, CancellationToken>(async (request, token) =>
            {
                byte[] buffer = new byte[Samples.MiB];
                while (request.InputStream.Read(buffer) > 0)
                {
                }

                hashed = _time.GetTimestamp();
                request.InputStream.Position = 0;
                int read;
                do
                {
                    Task<int> reading = request.InputStream.ReadAsync(buffer, token).AsTask();
                    while (!reading.IsCompleted)
                    {
                        _time.Advance(TimeSpan.FromMilliseconds(1));
                    }

                    read = await reading;
                }
                while (read > 0);

                return new PutObjectResponse { ETag = "\"object\"" };
            });
        var bandwidth = new BandwidthLimit { MaxBytesPerSecond = 1_000_000 };
        var uploader = new MultipartUploader(_s3.Client, new S3MultipartUploadOptions { Bandwidth = bandwidth }, timeProvider: _time);
        await uploader.UploadAsync(Samples.Request(PartSource.FromMemory(new byte[Size])));
        Assert.Equal(start, hashed);
        Assert.InRange(_time.GetElapsedTime(start), TimeSpan.FromSeconds(9.8), TimeSpan.FromSeconds(10.3));
    }

    [Fact]
    public async Task A_connection_that_is_not_accepted_is_given_up_after_the_response_timeout()
    {
        _s3.OnPart = (_, attempt, token) => attempt == 1 ? HangAsync(token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload(options => options.StallTimeout = TimeSpan.FromHours(1));
        await _hanging.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, _s3.InFlight);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await upload).Retries);
    }

    [Fact]
    public async Task An_answer_may_come_as_late_as_the_last_bytes_and_the_answer_may_take_together()
    {
        _s3.OnSent = (_, attempt, token) => attempt == 1 ? HangAsync(token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload(options =>
        {
            options.StallTimeout = TimeSpan.FromMinutes(2);
            options.ResponseTimeout = TimeSpan.FromMinutes(3);
        });
        await _hanging.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(1, _s3.InFlight);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await upload).Retries);
    }

    [Fact]
    public async Task The_shorter_response_timeout_counts_as_soon_as_the_body_is_on_its_way()
    {
        _s3.OnSent = (_, _, token) => HangAsync(token);
        Task<UploadManifest> upload = Upload(options =>
        {
            options.MaxRetries = 0;
            options.StallTimeout = TimeSpan.FromSeconds(1);
            options.ResponseTimeout = TimeSpan.FromSeconds(1);
        });
        await _hanging.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.Contains("after the last byte", failure.InnerException?.Message, StringComparison.Ordinal);
        Assert.Contains("ResponseTimeout", failure.InnerException?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(1, 0)]
    public async Task A_part_waits_for_one_of_the_clients_few_connections_while_others_move(int? maxConnections, int retries)
    {
        _s3.Mock.Setup(s3 => s3.Config).Returns(new AmazonS3Config { MaxConnectionsPerServer = maxConnections });
        var freed = new TaskCompletionSource();
        _s3.OnPart = (number, attempt, token) => number == 2 && attempt == 1 ? HangAsync(freed.Task, token) : Task.CompletedTask;
        _s3.OnFirstByte = (number, _, token) => number == 1 ? HangAsync(freed.Task, token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload(
            options => options.StallTimeout = TimeSpan.FromHours(1), source: PartSource.FromMemory(Samples.Bytes(20)));
        await _hanging.WaitAsync();
        await _hanging.WaitAsync();
        Stream moving = _s3.PartRequests.Single(request => request.PartNumber == 1).InputStream;
        for (int move = 0; move < 3; move++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await moving.ReadExactlyAsync(new byte[1]);
        }

        freed.SetResult();
        Assert.Equal(retries, (await upload).Retries);
    }

    [Fact]
    public async Task Create_has_the_response_timeout_and_is_tried_again()
    {
        bool isFirst = true;
        _s3.OnCall = (call, token) => call == "Create" && isFirst && !(isFirst = false) ? HangAsync(token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload(options => options.ResponseTimeout = TimeSpan.FromSeconds(20));
        await _hanging.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True((await upload).IsComplete);
    }

    [Fact]
    public async Task A_store_that_never_answers_is_left_after_minutes_and_told_of_at_each_attempt()
    {
        _s3.OnCall = (call, token) => HangAsync(token);
        var log = new FakeLogger<MultipartUploader>();
        Task<UploadManifest> upload = Upload(logger: log);
        for (int attempt = 1; attempt <= 9; attempt++)
        {
            await _hanging.WaitAsync();
            Assert.Equal(attempt - 1, log.Collector.GetSnapshot().Count(record => record.Id.Name == "AttemptFailed"));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.Contains("did not answer within 00:01:00", failure.Message, StringComparison.Ordinal);
        Assert.Equal(8, log.Collector.GetSnapshot().Count(record => record.Id.Name == "AttemptFailed"));
    }

    [Fact]
    public async Task Complete_has_a_long_timeout_and_is_asked_once_more()
    {
        _s3.OnCall = (call, token) => call == "Complete" ? HangAsync(token) : Task.CompletedTask;
        Task<UploadManifest> upload = Upload(options => options.MaxRetries = 8);
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            await _hanging.WaitAsync();
            _time.Advance(TimeSpan.FromMinutes(9));
            Assert.Equal(attempt, _s3.Calls.Count(call => call == "Complete"));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
        Assert.Contains("ProcessingTimeout", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, _s3.Calls.Count(call => call == "Complete"));
    }

    [Fact]
    public async Task A_download_may_take_as_long_as_its_bytes_move_and_is_repeated_where_they_stall()
    {
        byte[] bytes = Samples.Bytes(200);
        UploadManifest manifest = await Upload(source: PartSource.FromMemory(bytes));
        _s3.Mock.Setup(s3 => s3.GetObjectMetadataAsync(It.IsAny<GetObjectMetadataRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new GetObjectMetadataResponse
            {
                ContentLength = bytes.Length,
                ETag = manifest.ETag,
                VersionId = manifest.VersionId,
            });
        int downloads = 0;
        _s3.Mock.Setup(s3 => s3.GetObjectAsync(It.IsAny<GetObjectRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((GetObjectRequest request, CancellationToken _) =>
            {
                bool stalls = ++downloads == 1;
                byte[] part = bytes[(int)request.ByteRange.Start..((int)request.ByteRange.End + 1)];
                return new GetObjectResponse
                {
                    ContentLength = part.Length,
                    ResponseStream = new TestStream(part, pieceSize: 1)
                    {
                        OnRead = (position, token) =>
                        {
                            _time.Advance(TimeSpan.FromSeconds(stalls && position == 5 ? 60 : 50));
                            token.ThrowIfCancellationRequested();
                            return Task.CompletedTask;
                        },
                    },
                };
            });
        VerificationReport report = await new MultipartUploader(
            _s3.Client,
            Samples.SmallOptions(options => options.Concurrency = UploadConcurrency.Fixed(1)),
            timeProvider: _time).VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.Equal(VerificationOutcome.Proven, report.Outcome);
        Assert.Equal(manifest.Parts.Count + 1, downloads);
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
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Upload(
            options => options.ConfigurePipeline = builder => builder.AddCircuitBreaker(
                new() { MinimumThroughput = 2, FailureRatio = 0.1, BreakDuration = TimeSpan.FromHours(1) })));
        Assert.Equal(FailedUploadState.Aborted, failure.State);
    }

    [Fact]
    public async Task I_can_replace_the_retries()
    {
        int attempts = 0;
        _s3.OnPart = (_, _, _) => ++attempts == 1 ? throw new InvalidTimeZoneException() : Task.CompletedTask;
        UploadManifest manifest = await Upload(options =>
        {
            options.MaxRetries = 0;
            options.ConfigurePipeline = builder => builder.AddRetry(
                new() { ShouldHandle = arguments => new(arguments.Outcome.Exception is InvalidTimeZoneException), Delay = TimeSpan.Zero });
        });
        Assert.Equal((2, 1), (attempts, manifest.Retries));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task My_strategy_sees_every_attempt_the_first_one_too(int failures)
    {
        int attempts = 0;
        _s3.OnPart = (part, _, _) => part == 1 && ++attempts <= failures
            ? throw FailureSpecs.Error(HttpStatusCode.InternalServerError, "InternalError")
            : Task.CompletedTask;
        var seen = new Counted();

        UploadManifest manifest = await Upload(options =>
        {
            options.MaxRetries = 5;
            options.RetryDelay = TimeSpan.Zero;
            options.ConfigurePipeline = builder => builder.AddStrategy(_ => seen, new CountedOptions());
        });

        // And the list of parts, of which the mock keeps no account.
        Assert.Equal((_s3.Calls.Count + 1, failures), (seen.Attempts, manifest.Retries));
    }

    private sealed class CountedOptions : ResilienceStrategyOptions;

    private sealed class Counted : ResilienceStrategy
    {
        private int _attempts;

        public int Attempts => _attempts;

        protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            Interlocked.Increment(ref _attempts);
            return callback(context, state);
        }
    }

    private Task<UploadManifest> Upload(
        Action<S3MultipartUploadOptions>? configure = null,
        TimeProvider? time = null,
        IPartSource? source = null,
        ILogger<MultipartUploader>? logger = null,
        CancellationToken cancellationToken = default)
    {
        S3MultipartUploadOptions options = Samples.SmallOptions(options =>
        {
            options.MaxRetryDelay = TimeSpan.FromSeconds(30);
            configure?.Invoke(options);
        });
        return new MultipartUploader(_s3.Client, options, logger, time ?? _time)
            .UploadAsync(Samples.Request(source ?? PartSource.FromMemory(Samples.Bytes(10))), cancellationToken);
    }

    private Task HangAsync(CancellationToken token) => HangAsync(Task.Delay(Timeout.Infinite, token), token);

    private Task HangAsync(Task released, CancellationToken token)
    {
        _hanging.Release();
        return released.WaitAsync(token);
    }
}
