using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>An upload that is kept keeps the parts that are on their way when it ends.</summary>
public sealed class DrainTests : ResumeScenario
{
    private readonly FakeTimeProvider _time = new();
    private readonly HoldEffect _hold = FaultEffect.Hold();
    private readonly CancellationTokenSource _first = new();
    private readonly CancellationTokenSource _second = new();
    private readonly TaskCompletionSource _third = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    public async Task Parts_on_their_way_finish_and_no_other_begins(string how)
    {
        Task<UploadManifest> upload = await Held(how);
        Assert.False(upload.IsCompleted);
        _hold.Release();
        UploadManifest left = await ManifestOf(upload, how);
        Assert.Equal([1, 2], left.Parts.Select(part => part.PartNumber));

        UploadManifest manifest = await Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(2, manifest.PartsResumed);
        Assert.Equal(Bytes, await StoredBytes());
        Assert.Equal([1, 2, 3], PartsSent().Order());
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    public async Task The_drain_time_ends_it(string how)
    {
        DateTimeOffset start = _time.GetUtcNow();
        Task<UploadManifest> upload = await Held(how);
        while (!upload.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Empty((await ManifestOf(upload, how)).Parts);
        Assert.True(_time.GetUtcNow() - start >= TimeSpan.FromSeconds(10));
        _hold.Release();
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    public async Task A_second_cancellation_ends_it(string how)
    {
        Task<UploadManifest> upload = await Held(how);
        await _second.CancelAsync();
        Assert.Empty((await ManifestOf(upload, how)).Parts);
        _hold.Release();
    }

    [Fact]
    public async Task The_second_cancellation_alone_ends_nothing()
    {
        await _second.CancelAsync();
        Assert.True((await Drained(Checkpoints).UploadAsync(DrainRequest(), _first.Token)).IsComplete);
    }

    [Fact]
    public async Task What_is_not_kept_is_called_back_at_once()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 2, Effect = _hold });
        Task<UploadManifest> upload = Drained(checkpoints: null).UploadAsync(DrainRequest(), _first.Token);
        await _hold.WaitAsync(2);
        await _first.CancelAsync();
        UploadCanceledException canceled = await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal(FailedUploadState.Aborted, canceled.State);
        _hold.Release();
    }

    /// <summary>An upload of which two parts are on their way, when it is cancelled or the third fails.</summary>
    private async Task<Task<UploadManifest>> Held(string how)
    {
        bool fails = how == "failed";
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 1, Effect = _hold });
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = _hold });
        Task<UploadManifest> upload = Drained(Checkpoints, parallel: fails ? 3 : 2).UploadAsync(DrainRequest(fails), _first.Token);
        await _hold.WaitAsync(2);
        if (fails)
        {
            _third.TrySetException(new InvalidDataException("The disk is broken."));
        }
        else
        {
            await _first.CancelAsync();
        }

        return upload;
    }

    private static async Task<UploadManifest> ManifestOf(Task<UploadManifest> upload, string how)
    {
        if (how == "failed")
        {
            MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => upload);
            Assert.Equal((FailedUploadState.Kept, 3), (failure.State, failure.PartNumber));
            return failure.Manifest;
        }

        UploadCanceledException canceled = await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal(FailedUploadState.Kept, canceled.State);
        return canceled.Manifest;
    }

    private UploadRequest DrainRequest(bool fails = false) => new()
    {
        BucketName = Bucket,
        Key = Key,
        Source = fails ? new FailingSource(Bytes, _third.Task) : PartSource.FromMemory(Bytes),
        DrainCancellationToken = _second.Token,
    };

    private MultipartUploader Drained(ICheckpointStore? checkpoints, int parallel = 2) =>
        Uploader(options => (options.CheckpointStore, options.Concurrency) = (checkpoints, UploadConcurrency.Fixed(parallel)), _time);

    /// <summary>The third part cannot be read.</summary>
    private sealed class FailingSource(byte[] bytes, Task failure) : IPartSource
    {
        private readonly IPartSource _inner = PartSource.FromMemory(bytes);

        public long? Length => _inner.Length;

        public bool IsRandomAccess => true;

        public async ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
        {
            if (range.PartNumber == 3)
            {
                await failure.WaitAsync(cancellationToken);
            }

            return await _inner.OpenPartAsync(range, cancellationToken);
        }
    }
}
