using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Line;
using S3MultipartUpload.Store;
using S3MultipartUpload.Tests.Architecture;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload.Tests;

/// <summary>Where nobody listens, as in this process, telemetry costs nothing.</summary>
public sealed class TelemetryCostTests
{
    private const int Repetitions = 1_000;

    /// <summary>The fields that a call has for what it tells, and locals of them. A delegate would come to 64 bytes more.</summary>
    private const int RoomOfACall = 96;

    /// <summary>What an upload is told by.</summary>
    private const int RoomOfAnUpload = 80;

    private static readonly InvalidOperationException Failure = new();

    private readonly StoreCalls _calls = new(
        new RequestStrategies(ResiliencePipeline.Empty, HasOthers: false),
        new Patience(new S3MultipartUploadOptions(), config: null, TimeProvider.System),
        new RequestLine(UploadConcurrency.Fixed(4), most: 16, TimeProvider.System),
        NullLogger.Instance,
        "127.0.0.1");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_told_of_a_request_allocates_nothing(bool fails)
    {
        Exception? error = fails ? Failure : null;
        Assert.Equal(0, AllocatedBy(() =>
        {
            using var told = new CallTelemetry(_calls, "UploadPart", 1);
            RequestSpan.Describe("photos", "upload-1");
            told.OnRequest(started: 0, error);
            told.OnAttempt(1, error);
            if (error is not null)
            {
                told.OnRetry(error);
                told.OnFailed(error, isCanceled: false);
            }
        }));
    }

    [Fact]
    public void What_is_told_of_an_upload_allocates_nothing() => Assert.Equal(0, AllocatedBy(() =>
    {
        Telemetry.OnUploadStarted();
        Telemetry.OnPart(5, "sent");
        Telemetry.UploadSize.Record(5);
        Telemetry.OnUploadEnded();
    }));

    /// <summary>Not even the key is made fit to be told.</summary>
    [Fact]
    public void A_whole_upload_allocates_one_object_to_be_told_of()
    {
        UploadRequest request = Samples.Request(PartSource.FromMemory(Samples.Bytes(5)));
        var manifest = new UploadManifest { BucketName = request.BucketName, Key = request.Key, Parts = [], Size = 5 };
        Assert.InRange(
            AllocatedBy(() =>
            {
                using var scope = UploadScope.Begin(_calls.Logger, request.BucketName, request.Key);
                using var told = new UploadTrace(request, logsKey: true, scope, _calls);
                told.OnCompleted(manifest);
            }),
            1,
            RoomOfAnUpload);
    }

    /// <summary>Held beside the same request without telemetry: a list of tags, or a closure, of each request would be seen here.</summary>
    [Fact]
    public void A_request_allocates_what_it_would_without_telemetry()
    {
        long plain = AllocatedBy(() => new PlainCall(_calls).ExecuteAsync("HeadObject", Wait.Answer, _ => Task.FromResult(true), default));
        long told = AllocatedBy(() => _calls.ExecuteAsync("HeadObject", Wait.Answer, _ => Task.FromResult(true), default));
        Assert.InRange(told - plain, 0, RoomOfACall);
    }

    [Fact]
    public void The_page_tells_these_numbers() => Assert.Contains(
        $"a request holds at most {RoomOfACall} bytes for what it could tell, and an upload one object of at most {RoomOfAnUpload} bytes.",
        Repository.Read("docs/telemetry.md").ReplaceLineEndings(" "),
        StringComparison.Ordinal);

    /// <returns>The bytes of one repetition.</returns>
    private static long AllocatedBy(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before + Repetitions - 1) / Repetitions;
    }

    private static long AllocatedBy(Func<Task> call) => AllocatedBy(() => Assert.True(call().IsCompletedSuccessfully));

    /// <summary>A <see cref="StoreCall"/> that counts, and tells nobody.</summary>
    private sealed class PlainCall(StoreCalls calls) : IDisposable
    {
        private Exception? _untold;
        private int _attempts;

        public async Task<T> ExecuteAsync<T>(
            string operation, Wait wait, Func<AttemptWatch, Task<T>> request, CancellationToken cancellationToken)
        {
            using PlainCall call = this;
            return await call.RepeatAsync(
                token => calls.Line.RunAsync(
                    () => call.RequestAsync(() => AttemptWatch.RunAsync(calls.Patience, wait, operation, request, token)), token),
                cancellationToken);
        }

        public void Dispose() => _untold = null;

        private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
        {
            try
            {
                return await AttemptAsync(attempt, cancellationToken);
            }
            catch (Exception error)
            {
                _untold = error;
                throw;
            }
        }

        private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
        {
            _attempts++;
            if (_untold is { } former)
            {
                throw new InvalidOperationException($"Attempt {_attempts} follows one that failed.", former);
            }

            try
            {
                T result = await attempt(cancellationToken);
                return result;
            }
            catch (Exception error)
            {
                _untold = error;
                throw;
            }
        }

        private async Task<T> RequestAsync<T>(Func<Task<T>> request)
        {
            long started = calls.Patience.Time.GetTimestamp();
            try
            {
                T answer = await request();
                return answer;
            }
            catch (Exception error)
            {
                if (TransientS3Errors.AsksForLess(error))
                {
                    calls.Line.OnThrottled(started);
                }

                throw;
            }
        }
    }
}
