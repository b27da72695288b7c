using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CsCheck;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>Many uploads at one time, over any uploader.</summary>
public sealed class UploadManySpecs
{
    private static readonly UploadManyOptions Three = new() { MaxConcurrency = 3 };

    private readonly Mock<IMultipartUploader> _uploader = new();
    private readonly ConcurrentQueue<string> _begun = [];
    private int _running;
    private int _mostRunning;

    [Fact]
    public Task Each_request_has_one_result_and_no_more_run_than_may() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[1, 8], Gen.Int[0, 5].Array[40], Gen.Bool.Array[40]).SampleAsync(
            async (count, width, turns, fails) =>
            {
                var tests = new UploadManySpecs();
                tests.Uploads(async (request, _) =>
                {
                    int number = int.Parse(request.Key, null);
                    for (int i = 0; i < turns[number]; i++)
                    {
                        await Task.Yield();
                    }

                    return fails[number] ? throw new FormatException(request.Key) : Receipt(request);
                });
                UploadResult[] results = await tests._uploader.Object
                    .UploadManyAsync(Requests(count), new UploadManyOptions { MaxConcurrency = width }).ToArrayAsync();
                Assert.Equal(
                    Enumerable.Range(0, count).Select(number => $"{number}").Order(), results.Select(result => result.Request.Key).Order());
                Assert.All(results, result =>
                {
                    bool isStored = !fails[int.Parse(result.Request.Key, null)];
                    Assert.Equal((isStored, isStored), (result.IsStored, result.Manifest is not null));
                    Assert.Equal(isStored ? null : result.Request.Key, result.Exception?.Message);
                });
                Assert.InRange(tests._mostRunning, Math.Min(count, 1), width);
            },
            iter: 200);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_whose_cancellation_throws_holds_nothing_up(bool isStopped)
    {
        var both = new SemaphoreSlim(0);
        Uploads(async (request, token) =>
        {
            if (request.Key == "0")
            {
                token.Register(() => throw new FormatException());
                both.Release();
                await Task.Delay(Timeout.Infinite, token);
            }

            await both.WaitAsync(CancellationToken.None);
            return isStopped ? throw new FormatException() : Receipt(request);
        });
        Task<int> count = CountAsync();
        Assert.Equal(isStopped ? 2 : 1, await count.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, _running);

        async Task<int> CountAsync()
        {
            int taken = 0;
            await foreach (UploadResult result in _uploader.Object.UploadManyAsync(
                Requests(2), new UploadManyOptions { MaxConcurrency = 2, FailurePolicy = UploadFailurePolicy.Stop }))
            {
                taken++;
                if (!isStopped)
                {
                    break;
                }
            }

            return taken;
        }
    }

    [Fact]
    public async Task Results_that_nobody_takes_hold_the_rest_up()
    {
        int asked = 0;
        Uploads((request, _) => Task.FromResult(Receipt(request)));
        IAsyncEnumerator<UploadResult> results = _uploader.Object.UploadManyAsync(Counted(), Three).GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync());
        await results.DisposeAsync();
        Assert.InRange(asked, 1, 1 + (2 * 3));

        async IAsyncEnumerable<UploadRequest> Counted()
        {
            await foreach (UploadRequest request in Requests(1_000))
            {
                asked++;
                yield return request;
            }
        }
    }

    [Fact]
    public async Task After_a_failure_that_stops_all_nothing_begins_and_what_runs_is_cancelled()
    {
        var others = new TaskCompletionSource();
        Uploads(async (request, token) =>
        {
            if (request.Key == "2")
            {
                await others.Task;
                throw new FormatException();
            }

            if (request.Key == "1")
            {
                others.SetResult();
            }

            await Task.Delay(Timeout.Infinite, token);
            return Receipt(request);
        });
        UploadResult[] results = await _uploader.Object
            .UploadManyAsync(Requests(100), Three with { FailurePolicy = UploadFailurePolicy.Stop }).ToArrayAsync();
        Assert.Equal(["0", "1", "2"], results.Select(result => result.Request.Key).Order());
        Assert.Single(results, result => result.Exception is FormatException);
        Assert.Equal(2, results.Count(result => result.Exception is OperationCanceledException));
    }

    [Fact]
    public async Task Who_cancels_gets_all_results_first()
    {
        using var stop = new CancellationTokenSource();
        int begun = 0;
        Uploads(async (request, token) =>
        {
            if (Interlocked.Increment(ref begun) == 3)
            {
                await stop.CancelAsync();
                return Receipt(request);
            }

            await Task.Delay(Timeout.Infinite, token);
            return Receipt(request);
        });
        List<UploadResult> results = [];
        OperationCanceledException canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (UploadResult result in _uploader.Object.UploadManyAsync(Requests(100), Three).WithCancellation(stop.Token))
            {
                results.Add(result);
            }
        });
        Assert.NotNull(canceled);
        Assert.Equal((3, 0), (results.Count, _running));
        Assert.Single(results, result => result.IsStored);
    }

    [Fact]
    public async Task Who_leaves_the_loop_leaves_nothing_running()
    {
        var isAllRunning = new TaskCompletionSource();
        Uploads(async (request, token) =>
        {
            if (_begun.Count == 3)
            {
                isAllRunning.TrySetResult();
            }

            await isAllRunning.Task;
            if (request.Key != "0")
            {
                await Task.Delay(Timeout.Infinite, token);
            }

            return Receipt(request);
        });
        await foreach (UploadResult result in _uploader.Object.UploadManyAsync(Requests(100), Three))
        {
            Assert.Equal("0", result.Request.Key);
            break;
        }

        Assert.Equal(0, _running);
    }

    [Fact]
    public async Task What_the_sequence_throws_comes_after_all_results()
    {
        Uploads(async (request, _) =>
        {
            await Task.Yield();
            return Receipt(request);
        });
        List<UploadResult> results = [];
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (UploadResult result in _uploader.Object.UploadManyAsync(Broken(), Three))
            {
                results.Add(result);
            }
        });
        Assert.Equal(["0", "1"], results.Select(result => result.Request.Key).Order());
        Assert.All(results, result => Assert.True(result.IsStored));

        static async IAsyncEnumerable<UploadRequest> Broken()
        {
            await foreach (UploadRequest request in Requests(2))
            {
                yield return request;
            }

            throw new FormatException();
        }
    }

    [Fact]
    public async Task The_progress_of_all_never_goes_back_and_ends_with_all_stored()
    {
        var told = new ConcurrentQueue<UploadManyProgress>();
        var s3 = new MockS3();
        UploadResult[] results = await UploadSpecs.Uploader(s3, options => options.SinglePutThreshold = null).UploadManyAsync(
            Enumerable.Range(0, 20).Select(number => Request(number, 7)).ToAsyncEnumerable(),
            Three with { Progress = new Target(told.Enqueue), ProgressInterval = TimeSpan.Zero }).ToArrayAsync();
        Assert.All(results, result => Assert.True(result.IsStored));
        UploadManyProgress[] all = [.. told];
        Assert.Equal(all.Select(progress => progress.BytesTransferred).Order(), all.Select(progress => progress.BytesTransferred));
        Assert.Equal(all.Select(progress => progress.ObjectsStored).Order(), all.Select(progress => progress.ObjectsStored));
        Assert.All(all.SkipLast(1), progress => Assert.True(progress is { IsCompleted: false, Fraction: null or <= 0.99 }));
        Assert.Equal(
            new UploadManyProgress
            {
                ObjectsStored = 20,
                TotalObjects = 20,
                BytesStored = 140,
                BytesTransferred = 140,
                TotalBytes = 140,
                IsCompleted = true,
            },
            all[^1] with { BytesPerSecond = null });
    }

    [Fact]
    public async Task The_progress_counts_failures_and_is_not_complete_then()
    {
        var told = new ConcurrentQueue<UploadManyProgress>();
        Uploads((request, _) => request.Key == "1" ? throw new FormatException() : Task.FromResult(Receipt(request)));
        await _uploader.Object
            .UploadManyAsync(Requests(3), Three with { Progress = new Target(told.Enqueue) }).ToArrayAsync();
        UploadManyProgress last = told.Last();
        Assert.Equal((2, 1, 3), (last.ObjectsStored, last.ObjectsFailed, last.TotalObjects));
        Assert.Equal((6, 9, 9), (last.BytesStored, last.BytesTransferred, last.TotalBytes));
        Assert.Equal((false, 0.99), (last.IsCompleted, last.Fraction));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void A_window_out_of_range_is_refused(int width) => Assert.Throws<UploadRefusedException>(
        () => _uploader.Object.UploadManyAsync(Requests(1), new UploadManyOptions { MaxConcurrency = width }));

    private static async IAsyncEnumerable<UploadRequest> Requests(
        int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int number = 0; number < count; number++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return Request(number, 3);
        }
    }

    private static UploadRequest Request(int number, int length) => new()
    {
        BucketName = "photos",
        Key = $"{number}",
        Source = PartSource.FromMemory(new byte[length]),
    };

    private static UploadManifest Receipt(UploadRequest request) => new()
    {
        BucketName = request.BucketName,
        Key = request.Key,
        IsComplete = true,
        Size = request.Source.Length ?? 0,
        Parts = [],
    };

    private void Uploads(Func<UploadRequest, CancellationToken, Task<UploadManifest>> upload) => _uploader
        .Setup(uploader => uploader.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
        .Returns<UploadRequest, CancellationToken>(async (request, token) =>
        {
            _begun.Enqueue(request.Key);
            int running = Interlocked.Increment(ref _running);
            InterlockedMax(ref _mostRunning, running);
            try
            {
                return await upload(request, token);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        });

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; seen < value; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private sealed class Target(Action<UploadManyProgress> report) : IProgress<UploadManyProgress>
    {
        public void Report(UploadManyProgress value) => report(value);
    }
}
