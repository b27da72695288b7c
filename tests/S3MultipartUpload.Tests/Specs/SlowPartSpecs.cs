using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace S3MultipartUpload.Tests;

/// <summary>A part that takes far longer than its siblings is sent a second time beside the first, where one asks for it.</summary>
public sealed class SlowPartSpecs : IDisposable
{
    private const int Parts = 6;

    private readonly FakeTimeProvider _time = new();
    private readonly MockS3 _s3 = new() { ETagOf = (number, _) => $"\"part-{number}\"", Keeps = ChecksumAlgorithm.CRC32 };
    private readonly SemaphoreSlim _hanging = new(0);
    private readonly SemaphoreSlim _again = new(0);
    private readonly FakeLogger<MultipartUploader> _log = new();
    private readonly byte[] _bytes = Samples.Bytes((Parts * 10) - 3);

    public SlowPartSpecs() => _s3.OnCall = (call, _) =>
    {
        Assert.True(call != "Complete" || _s3.InFlight == 0, "Both have ended before the object is completed.");
        return Task.CompletedTask;
    };

    public static TheoryData<int, string, string> Stalls => new MatrixTheoryData<int, string, string>(
        Enumerable.Range(1, Parts), ["memory", "stream"], ["connection", "first byte", "last byte"]);

    public void Dispose()
    {
        _hanging.Dispose();
        _again.Dispose();
    }

    [Theory]
    [MemberData(nameof(Stalls))]
    public async Task Whichever_part_stalls_is_sent_once_more_and_the_object_is_right(int part, string source, string where)
    {
        Stall(part, where);
        Task<UploadManifest> upload = Upload(source);
        await UntilSentAgain();
        UploadManifest manifest = await upload;
        Assert.Equal(_bytes, _s3.Stored);
        Assert.Equal((0, Parts), (manifest.Retries, manifest.Parts.Count));
        Assert.All(Enumerable.Range(1, Parts), number => Assert.Equal(number == part ? 2 : 1, _s3.AttemptsOf(number)));
        Assert.Contains(
            _log.Collector.GetSnapshot(), line => line.Id.Id == 19 && line.Message.StartsWith($"Part {part} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task By_default_there_is_one_request()
    {
        Stall(2, "first byte");
        using var cancellation = new CancellationTokenSource();
        Assert.Null(new S3MultipartUploadOptions().SlowPartFactor);
        Task<UploadManifest> upload = Upload("memory", options => options.SlowPartFactor = null, cancellationToken: cancellation.Token);
        await NothingIsSentAgain();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal(1, _s3.AttemptsOf(2));
    }

    /// <summary>Whichever came last is what it has, and nothing would tell whether that is the one that it has confirmed.</summary>
    [Fact]
    public async Task A_store_that_tells_no_part_by_its_bytes_is_sent_each_once()
    {
        _s3.Keeps = null;
        Stall(2, "first byte");
        using var cancellation = new CancellationTokenSource();
        Task<UploadManifest> upload = Upload("memory", cancellationToken: cancellation.Token);
        await NothingIsSentAgain();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal(1, _s3.AttemptsOf(2));
    }

    [Fact]
    public async Task The_first_may_still_be_the_first()
    {
        var first = new TaskCompletionSource();
        bool wasCalledBack = false;
        _s3.OnSent = async (number, attempt, token) =>
        {
            if (number == 2 && attempt == 1)
            {
                await first.Task;
            }
            else if (number == 2)
            {
                using CancellationTokenRegistration end = token.Register(() => wasCalledBack = true);
                _again.Release();
                await Task.Delay(Timeout.Infinite, token);
            }
        };
        Task<UploadManifest> upload = Upload("stream");
        await UntilSentAgain();
        first.SetResult();
        await upload;
        Assert.True(wasCalledBack);
        Assert.Equal(_bytes, _s3.Stored);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_one_fails_the_other_counts(bool firstFails)
    {
        var begun = new TaskCompletionSource();
        var failed = new TaskCompletionSource();
        _s3.OnSent = async (number, attempt, _) =>
        {
            if (number != 2)
            {
                return;
            }

            (attempt == 1 ? _hanging : _again).Release();
            await begun.Task;
            if ((attempt == 1) == firstFails)
            {
                failed.SetResult();
                throw FailureSpecs.Error(HttpStatusCode.InternalServerError, "InternalError");
            }

            await failed.Task;
        };
        Task<UploadManifest> upload = Upload("memory");
        await UntilSentAgain();
        begun.SetResult();
        Assert.Equal(0, (await upload).Retries);
        Assert.Equal(2, _s3.AttemptsOf(2));
        Assert.Equal(_bytes, _s3.Stored);
    }

    [Fact]
    public async Task Where_both_fail_the_part_is_tried_again()
    {
        var begun = new TaskCompletionSource();
        _s3.OnSent = async (number, attempt, _) =>
        {
            if (number == 2 && attempt <= 2)
            {
                (attempt == 1 ? _hanging : _again).Release();
                await begun.Task;
                throw FailureSpecs.Error(HttpStatusCode.InternalServerError, "InternalError");
            }
        };
        Task<UploadManifest> upload = Upload("stream");
        await UntilSentAgain();
        begun.SetResult();
        Assert.Equal(1, (await upload).Retries);
        Assert.Equal(3, _s3.AttemptsOf(2));
        Assert.Equal(_bytes, _s3.Stored);
    }

    /// <summary>It reads the buffer of the part, and may yet be stored.</summary>
    [Theory]
    [InlineData("memory")]
    [InlineData("stream")]
    public async Task One_that_does_not_heed_its_token_is_waited_for(string source)
    {
        var late = new TaskCompletionSource();
        _s3.OnFirstByte = async (number, attempt, _) =>
        {
            if (number == 2 && attempt == 1)
            {
                _hanging.Release();
                await late.Task;
            }
        };
        _s3.OnSent = (number, attempt, _) =>
        {
            if (number == 2 && attempt == 2)
            {
                _again.Release();
            }

            return Task.CompletedTask;
        };
        Task<UploadManifest> upload = Upload(source);
        await UntilSentAgain();
        Assert.DoesNotContain("Complete", _s3.Calls);
        Assert.False(upload.IsCompleted);
        late.SetResult();
        await upload;
        Assert.Equal(_bytes, _s3.Stored);
    }

    [Fact]
    public async Task A_full_line_sends_nothing_twice()
    {
        Stall(Parts, "first byte");
        using var cancellation = new CancellationTokenSource();
        Task<UploadManifest> upload = Upload(
            "memory", options => options.Concurrency = UploadConcurrency.Fixed(1), cancellationToken: cancellation.Token);
        await NothingIsSentAgain();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal(1, _s3.AttemptsOf(Parts));
    }

    [Fact]
    public async Task When_the_line_has_room_again_the_slow_part_gets_it()
    {
        var others = new TaskCompletionSource();
        _s3.OnFirstByte = (number, attempt, token) => (number, attempt) switch
        {
            (4, 1) => HangAsync(token),
            (4, _) => Again(),
            ( > 4, _) => Others(),
            _ => Task.CompletedTask,
        };
        Task<UploadManifest> upload = Upload("memory", options => options.Concurrency = UploadConcurrency.Fixed(3));
        for (int part = 4; part <= Parts; part++)
        {
            await _hanging.WaitAsync();
        }

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _s3.AttemptsOf(4));
        others.SetResult();
        await UntilSentAgain();
        await upload;
        Assert.Equal(_bytes, _s3.Stored);
        Assert.Equal(3, _s3.MaxInFlight);

        Task Others()
        {
            _hanging.Release();
            return others.Task;
        }
    }

    [Fact]
    public async Task Cancelling_ends_both()
    {
        _s3.OnFirstByte = (number, attempt, token) =>
        {
            if (number == 2 && attempt == 2)
            {
                _again.Release();
            }

            return number == 2 ? HangAsync(token) : Task.CompletedTask;
        };
        using var cancellation = new CancellationTokenSource();
        Task<UploadManifest> upload = Upload("stream", cancellationToken: cancellation.Token);
        await UntilSentAgain();
        await cancellation.CancelAsync();
        UploadCanceledException canceled = await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal((FailedUploadState.Aborted, 0), (canceled.State, _s3.InFlightAtAbort));
    }

    /// <summary>Parts stall, fail and arrive as they like.</summary>
    [Fact]
    public async Task Whatever_stalls_and_fails_the_object_is_right()
    {
        for (int seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = Samples.Bytes(random.Next(1, 200), seed);
            var s3 = new MockS3 { ETagOf = (number, _) => $"\"part-{number}\"", Keeps = ChecksumAlgorithm.CRC32 };
            var fates = new ConcurrentDictionary<(int, int), int>();
            s3.OnFirstByte = Fate;
            s3.OnSent = (number, attempt, token) => Fate(-number, attempt, token);
            s3.OnCall = (call, _) =>
            {
                Assert.True(call != "Complete" || s3.InFlight == 0);
                return Task.CompletedTask;
            };
            S3MultipartUploadOptions options = Options(options =>
            {
                options.MaxRetries = 100;
                options.StallTimeout = options.ResponseTimeout = TimeSpan.FromSeconds(5);
                options.Concurrency = random.Next(3) switch
                {
                    0 => UploadConcurrency.Adaptive(),
                    int more => UploadConcurrency.Fixed(more * 3),
                };
            });
            IPartSource source = random.Next(2) == 0 ? PartSource.FromMemory(bytes) : PartSource.FromStream(new MemoryStream(bytes));
            var uploader = new MultipartUploader(s3.Client, options, timeProvider: _time);
            Task<UploadManifest> upload = uploader.UploadAsync(Samples.Request(source));
            while (await Task.WhenAny(upload, Task.Delay(1)) != upload)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            Assert.Equal(bytes.Length, (await upload).Size);
            Assert.True(bytes.AsSpan().SequenceEqual(s3.Stored), $"Seed {seed}.");

            Task Fate(int number, int attempt, CancellationToken token)
            {
                int fate = fates.GetOrAdd((number, attempt), _ => new Random(HashCode.Combine(seed, number, attempt)).Next(10));
                return attempt > 4 || fate > 2 ? Task.CompletedTask
                    : fate == 0 ? throw FailureSpecs.Error(HttpStatusCode.InternalServerError, "InternalError")
                    : Task.Delay(Timeout.Infinite, token);
            }
        }
    }

    [Theory]
    [InlineData(1.4)]
    [InlineData(101)]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(double.NaN)]
    public void A_factor_out_of_range_is_refused(double factor)
    {
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(
            () => new MultipartUploader(_s3.Client, Options(options => options.SlowPartFactor = factor)));
        Assert.Contains("SlowPartFactor", refused.Message, StringComparison.Ordinal);
    }

    private static S3MultipartUploadOptions Options(Action<S3MultipartUploadOptions>? configure) => Samples.SmallOptions(options =>
    {
        options.SlowPartFactor = 3;
        options.StallTimeout = options.ResponseTimeout = TimeSpan.FromDays(1);
        configure?.Invoke(options);
    });

    private Task<UploadManifest> Upload(
        string source,
        Action<S3MultipartUploadOptions>? configure = null,
        CancellationToken cancellationToken = default) =>
        new MultipartUploader(_s3.Client, Options(configure), _log, _time).UploadAsync(
            Samples.Request(
                source == "memory" ? PartSource.FromMemory(_bytes) : PartSource.FromStream(new MemoryStream(_bytes))),
            cancellationToken);

    /// <summary>Its first request stalls; another one does not.</summary>
    private void Stall(int part, string where)
    {
        _s3.OnPart = (number, attempt, token) =>
        {
            if (number == part && attempt > 1)
            {
                _again.Release();
            }

            return Fate("connection", number, attempt, token);
        };
        _s3.OnFirstByte = (number, attempt, token) => Fate("first byte", number, attempt, token);
        _s3.OnSent = (number, attempt, token) => Fate("last byte", number, attempt, token);

        Task Fate(string here, int number, int attempt, CancellationToken token) =>
            here == where && number == part && attempt == 1 ? HangAsync(token) : Task.CompletedTask;
    }

    /// <summary>Time passes until the part is sent a second time.</summary>
    private async Task UntilSentAgain()
    {
        while (!await _again.WaitAsync(millisecondsTimeout: 2))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>All other parts are stored, and hours pass.</summary>
    private async Task NothingIsSentAgain()
    {
        await _hanging.WaitAsync();
        while (_s3.InFlight > 1)
        {
            await Task.Yield();
        }

        for (int hour = 0; hour < 50; hour++)
        {
            _time.Advance(TimeSpan.FromHours(0.4));
            Assert.False(await _again.WaitAsync(millisecondsTimeout: 2));
        }
    }

    private Task Again()
    {
        _again.Release();
        return Task.CompletedTask;
    }

    private async Task HangAsync(CancellationToken token)
    {
        _hanging.Release();
        await Task.Delay(Timeout.Infinite, token);
    }
}
