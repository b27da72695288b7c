namespace S3MultipartUpload.Tests;

public sealed class PauseSpecs
{
    private readonly MockS3 _s3 = new();
    private readonly UploadPause _pause = new();

    [Fact]
    public async Task I_can_pause_an_upload_and_let_it_go_on()
    {
        var begun = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        _s3.OnPart = async (_, _, _) =>
        {
            begun.TrySetResult();
            await held.Task;
        };
        Task<UploadManifest> upload = Upload();
        await begun.Task;
        Task quiet = _pause.PauseAsync();
        Assert.True(_pause.IsPaused);
        Assert.False(quiet.IsCompleted);
        held.SetResult();
        await quiet;
        int sent = _s3.PartRequests.Count;
        Assert.Equal(0, _s3.InFlight);
        Assert.InRange(sent, 1, 9);
        Assert.False(upload.IsCompleted);
        Assert.DoesNotContain("Abort", _s3.Calls);

        _pause.Continue();
        Assert.False(_pause.IsPaused);
        Assert.Equal(10, (await upload).Parts.Count);
        Assert.Equal(Samples.Bytes(100), _s3.Stored);
    }

    [Fact]
    public async Task I_can_start_an_upload_paused()
    {
        await _pause.PauseAsync();
        Task<UploadManifest> upload = Upload();
        Assert.False(upload.IsCompleted);
        Assert.Empty(_s3.PartRequests);
        _pause.Continue();
        Assert.True((await upload).IsComplete);
    }

    [Fact]
    public async Task I_can_cancel_a_paused_upload()
    {
        await _pause.PauseAsync();
        using var cancellation = new CancellationTokenSource();
        Task<UploadManifest> upload = Upload(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        UploadCanceledException canceled = await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal(cancellation.Token, canceled.CancellationToken);
        Assert.Contains("Abort", _s3.Calls);
    }

    [Fact]
    public async Task A_pause_before_the_last_request_keeps_the_object_from_being_completed()
    {
        int parts = 0;
        var paused = new TaskCompletionSource<Task>();
        _s3.OnFirstByte = (_, _, _) =>
        {
            if (Interlocked.Increment(ref parts) == 10)
            {
                paused.SetResult(_pause.PauseAsync());
            }

            return Task.CompletedTask;
        };
        Task<UploadManifest> upload = Upload();
        await await paused.Task;
        Assert.DoesNotContain("Complete", _s3.Calls);
        _pause.Continue();
        await upload;
        Assert.Contains("Complete", _s3.Calls);
    }

    [Fact]
    public async Task A_pause_holds_a_small_object_up_as_well()
    {
        await _pause.PauseAsync();
        Task<UploadManifest> upload = Upload(options => options.SinglePutThreshold = 1_000);
        Assert.False(upload.IsCompleted);
        Assert.Empty(_s3.Calls);
        _pause.Continue();
        Assert.True((await upload).IsComplete);
        Assert.Equal(["Put"], _s3.Calls);
    }

    [Fact]
    public async Task A_paused_upload_leaves_its_memory_to_others()
    {
        const int PartSize = (int)Samples.MiB;
        MultipartUploader uploader = new(_s3.Client, Samples.SmallOptions(options =>
        {
            options.Profile = ProviderProfile.S3Compatible with { Limits = Samples.SmallLimits with { MaxPartSize = PartSize } };
            options.PartSizer = PartSizer.Fixed(PartSize);
            options.MaxPartSize = PartSize;
            options.MaxBufferedBytes = PartSize;
            options.Concurrency = UploadConcurrency.Fixed(1);
            options.SinglePutThreshold = 10;
        }));
        var begun = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        _s3.OnPart = async (_, _, _) =>
        {
            begun.TrySetResult();
            await held.Task;
        };
        Task<UploadManifest> paused = uploader.UploadAsync(new UploadRequest
        {
            BucketName = "photos",
            Key = "a",
            Source = PartSource.FromStream(new MemoryStream(new byte[3 * PartSize])),
            Pause = _pause,
        });
        await begun.Task;
        Task quiet = _pause.PauseAsync();
        held.SetResult();
        await quiet;

        // As long as the first one is paused, the second has all the memory that there is.
        using var waiting = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Single((await uploader.UploadAsync(
            new UploadRequest { BucketName = "photos", Key = "b", Source = PartSource.FromStream(new TestStream(new byte[5], 5)) },
            waiting.Token)).Parts);
        _pause.Continue();
        Assert.True((await paused).IsComplete);
    }

    [Fact]
    public async Task Waiting_for_quiet_ends_when_the_uploads_go_on()
    {
        var held = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        _s3.OnPart = async (_, _, _) =>
        {
            begun.TrySetResult();
            await held.Task;
        };
        Task<UploadManifest> upload = Upload();
        await begun.Task;
        Task quiet = _pause.PauseAsync();
        _pause.Continue();
        await quiet;
        held.SetResult();
        await upload;
    }

    private Task<UploadManifest> Upload(
        Action<S3MultipartUploadOptions>? configure = null, CancellationToken cancellationToken = default) =>
        new MultipartUploader(_s3.Client, Samples.SmallOptions(options =>
        {
            options.Concurrency = UploadConcurrency.Fixed(2);
            configure?.Invoke(options);
        })).UploadAsync(
            new UploadRequest { BucketName = "photos", Key = "a", Source = PartSource.FromMemory(Samples.Bytes(100)), Pause = _pause },
            cancellationToken);
}
