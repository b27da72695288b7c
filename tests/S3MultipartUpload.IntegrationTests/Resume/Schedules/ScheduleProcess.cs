using Amazon.S3;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>A process, as far as one can be killed inside another: with a network, memory and a hold on checkpoints of its own.</summary>
internal sealed class ScheduleProcess : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly UploaderMemory _memory;
    private readonly MortalHandler _handler;
    private readonly MortalCheckpointStore _checkpoints;
    private readonly AmazonS3Client _client;
    private readonly ScheduleRound _round;
    private readonly MultipartUploader _uploader;

    public ScheduleProcess(
        S3TestServer server, HttpMessageInvoker network, MemoryCheckpointStore checkpoints, ScheduleRound round, TimeProvider time)
    {
        _round = round;
        _memory = new UploaderMemory(round.MemoryMiB * 1024L * 1024, round.MaxConcurrentParts);
        _handler = new MortalHandler(network, Life);
        _checkpoints = new MortalCheckpointStore(checkpoints, Life, round.FailingWrite);
        _client = server.CreateClient(config =>
        {
            (config.MaxErrorRetry, config.MaxStaleConnectionRetries) = (0, 0);
            config.HttpClientFactory = _handler.ToFactory();
        });
        _uploader = _memory.Uploader(
            _client,
            new S3MultipartUploadOptions
            {
                CheckpointStore = _checkpoints,
                Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1 } },
                SinglePutThreshold = 0,
                MaxBufferedBytes = round.MemoryMiB * 1024L * 1024,
                Concurrency = UploadConcurrency.Fixed(round.MaxConcurrentParts),
                MaxRetries = round.MaxRetries,
                RetryDelay = TimeSpan.Zero,
                MaxRetryDelay = TimeSpan.Zero,
            },
            time);
    }

    public ProcessLife Life { get; } = new();

    public UploadPause Pause { get; } = new();

    /// <summary>Whether it was cancelled.</summary>
    public bool IsCanceled => _cancellation.IsCancellationRequested;

    /// <summary>How many uploads may have been opened of which the store could tell nobody.</summary>
    public int LostCreates => _handler.LostCreates;

    /// <summary>The uploads that it was killed too early to write down.</summary>
    public IEnumerable<string> Unwritten => !Life.IsDead ? [] : _handler.Opened.Where(
        id => !_checkpoints.Written.Any(content => content.Contains(id, StringComparison.Ordinal)));

    /// <summary>How many requests are on their way that a pause holds up.</summary>
    public int Sending => _handler.Sending;

    public Task<UploadManifest> UploadAsync(string bucket, ScheduleJob job) => _uploader.UploadAsync(
        new UploadRequest
        {
            BucketName = bucket,
            Key = job.Key,
            Source = job.Open(),
            PartSize = job.PartSize,
            Pause = Pause,
            FailureAction = _round.FailureAction,
            DrainCancellationToken = _hurry.Token,
            Resume = new ResumeOptions
            {
                Automatic = _round.Automatic,
                Check = _round.Check,
                RestartIfUploadNotFound = _round.RestartIfUploadNotFound,
            },
        },
        _cancellation.Token);

    public Task<VerificationReport> VerifyAsync(UploadManifest manifest) =>
        _uploader.VerifyAsync(manifest, new VerifyOptions { Deep = true });

    public void Cancel() => _cancellation.Cancel();

    public void Hurry() => _hurry.Cancel();

    /// <summary>Ends when it holds no checkpoint; a dead one holds none.</summary>
    public Task WhenReleased => Life.IsDead ? Task.CompletedTask : _checkpoints.WhenReleased;

    /// <summary>Lets the tasks of a dead process end.</summary>
    public void Bury()
    {
        Life.Bury();
        Pause.Continue();
    }

    /// <summary>When all has ended.</summary>
    public void AssertNothingIsLeft()
    {
        Assert.Equal(0, _memory.BytesOut);
        Assert.True(_memory.IsWhole(), "Memory is not given back.");
        Assert.Equal(0, Sending);
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
        _memory.Dispose();
        _cancellation.Dispose();
        _hurry.Dispose();
        Life.Dispose();
    }
}
