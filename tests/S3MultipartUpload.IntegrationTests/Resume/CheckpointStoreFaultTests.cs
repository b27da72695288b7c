using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Whatever a store of checkpoints does: the upload ends, and ends as it would have without.</summary>
public sealed class CheckpointStoreFaultTests : ResumeScenario
{
    private readonly ScriptedCheckpointStore _store;

    public CheckpointStoreFaultTests() => _store = new ScriptedCheckpointStore(Checkpoints);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_writing_that_hangs_does_not_hold_the_upload_up_for_ever(int hanging)
    {
        _store.OnWrite = (number, token) => number < hanging ? Task.CompletedTask : Task.Delay(Timeout.Infinite, token);
        await Upload();
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task A_first_writing_that_hangs_is_an_error_and_leaves_no_upload()
    {
        _store.OnWrite = (_, token) => Task.Delay(Timeout.Infinite, token);
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(Upload);
        Assert.Equal(CheckpointProblem.NotSaved, Assert.IsType<CheckpointException>(failure.InnerException).Problem);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
        Assert.Equal(0, await OpenUploads());
    }

    [Fact]
    public async Task A_removal_that_hangs_does_not_hold_the_upload_up_for_ever()
    {
        _store.OnDelete = token => Task.Delay(Timeout.Infinite, token);
        Assert.True((await Upload()).IsComplete);
    }

    [Fact]
    public async Task A_disposal_that_fails_does_not_make_a_failure_of_an_upload()
    {
        _store.OnDispose = () => Task.FromException(new IOException("Gone."));
        Assert.True((await Upload()).IsComplete);
    }

    [Fact]
    public async Task A_disposal_that_hangs_does_not_hold_the_upload_up_for_ever()
    {
        _store.OnDispose = () => new TaskCompletionSource().Task;
        Assert.True((await Upload()).IsComplete);
    }

    [Fact]
    public async Task A_writing_that_failed_is_made_up_for_when_the_upload_ends()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Effect = hold });
        using var cancellation = new CancellationTokenSource();
        _store.OnWrite = async (number, token) =>
        {
            if (number == 2)
            {
                await hold.WaitAsync(1, token);
                await cancellation.CancelAsync();
                throw new IOException("Full.");
            }
        };
        await Assert.ThrowsAsync<UploadCanceledException>(
            () => Uploader(Use).UploadAsync(Request(PartSource.FromMemory(Bytes)), cancellation.Token));
        hold.Release();
        Assert.Contains("\"number\":1", await SavedCheckpoint(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checkpoint_of_an_aborted_upload_goes_also_when_the_caller_gives_up_then()
    {
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        using var cancellation = new CancellationTokenSource();
        _store.OnDelete = async token =>
        {
            await cancellation.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        await Uploader(Use).AbortAsync(Target, cancellationToken: cancellation.Token);
        Assert.Equal(0, await OpenUploads());
        Assert.Null(await SavedCheckpoint());
    }

    /// <summary>A store in a network, which does not answer and does not heed its token, or breaks.</summary>
    [Theory]
    [InlineData("open", "hangs")]
    [InlineData("open", "fails")]
    [InlineData("read", "hangs")]
    [InlineData("read", "fails")]
    public async Task Every_call_ends_in_time_and_with_a_CheckpointException(string call, string how)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        TaskCompletionSource called = new();
        Func<CancellationToken, Task> fault = _ =>
        {
            called.SetResult();
            return how == "hangs" ? new TaskCompletionSource().Task : throw new TimeoutException("Redis.");
        };
        (_store.OnOpen, _store.OnRead) = call == "open" ? (fault, _store.OnRead) : (_store.OnOpen, fault);
        MultipartUploader uploader = Uploader(Use, time);
        foreach (Func<Task> use in new Func<Task>[]
        {
            () => uploader.UploadAsync(Request(PartSource.FromMemory(Bytes))),
            () => uploader.ResumeAsync(Request(PartSource.FromMemory(Bytes))),
            () => uploader.AbortAsync(Target),
        })
        {
            called = new TaskCompletionSource();
            Task running = use();
            await called.Task;
            time.Advance(TimeSpan.FromSeconds(1));
            CheckpointException failure = await Assert.ThrowsAsync<CheckpointException>(() => running);
            Assert.Equal(CheckpointProblem.Unavailable, failure.Problem);
            Assert.IsType<TimeoutException>(failure.InnerException);
        }

        Assert.Empty(Server.Requests);
    }

    /// <summary>A driver that blocks, or a file system in a network that does not answer.</summary>
    [Theory]
    [InlineData("open")]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("delete")]
    [InlineData("dispose")]
    public async Task A_call_that_blocks_its_thread_does_not_hold_the_upload_up_for_ever(string call)
    {
        using var gate = new ManualResetEventSlim();
        Task Block(string here)
        {
            if (here == call)
            {
                gate.Wait();
            }

            return Task.CompletedTask;
        }

        (_store.OnOpen, _store.OnRead, _store.OnDelete) = (_ => Block("open"), _ => Block("read"), _ => Block("delete"));
        (_store.OnWrite, _store.OnDispose) = ((_, _) => Block("write"), () => Block("dispose"));
        Task<UploadManifest> upload = Task.Run(Upload);
        try
        {
            Exception? failure = await Record.ExceptionAsync(() => upload.WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.True(failure is null or S3UploadException, failure?.ToString());
        }
        finally
        {
            gate.Set();
        }
    }

    /// <summary>The upload was cancelled while its first checkpoint was being written, by a store that does not heed its token.</summary>
    [Fact]
    public async Task A_writing_that_was_given_up_does_not_come_after_the_removal()
    {
        var writing = new TaskCompletionSource();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<UploadManifest> upload = await CancelledWriting(writing, gate, abortTimeout: TimeSpan.FromMinutes(1));
        gate.SetResult();
        UploadCanceledException canceled = await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        Assert.Equal(FailedUploadState.Aborted, canceled.State);
        await writing.Task;
        Assert.Null(await SavedCheckpoint());
    }

    [Fact]
    public async Task A_writing_that_was_given_up_does_not_take_the_place_of_the_next_runs()
    {
        var writing = new TaskCompletionSource();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<UploadManifest> upload = await CancelledWriting(writing, gate, abortTimeout: TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        CheckpointException held = await Assert.ThrowsAsync<CheckpointException>(
            () => Uploader().UploadAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.Equal(CheckpointProblem.InUse, held.Problem);
        var free = new TaskCompletionSource();
        _store.OnDispose = () =>
        {
            free.SetResult();
            return Task.CompletedTask;
        };
        gate.SetResult();
        await free.Task;
        UploadManifest kept = await InterruptedUpload(PartSource.FromMemory(Bytes));
        Assert.Contains(kept.UploadId ?? "?", await SavedCheckpoint(), StringComparison.Ordinal);
    }

    /// <summary>A look, an abort and the removal of the checkpoint, none of which is answered, take one time together.</summary>
    [Fact]
    public async Task The_clean_up_has_one_deadline()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = FaultEffect.DropReply });
        Server.Faults.Add(new Fault { Operation = S3Operation.HeadObject, Effect = hold });
        Server.Faults.Add(new Fault { Operation = S3Operation.AbortMultipartUpload, Effect = hold });
        _store.OnDelete = _ => new TaskCompletionSource().Task;
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        Task<UploadManifest> upload = Uploader(
            options =>
            {
                Use(options);
                options.AbortTimeout = TimeSpan.FromSeconds(20);
            },
            time).UploadAsync(Request(PartSource.FromMemory(Bytes), failureAction: FailureAction.Abort));
        await hold.WaitAsync(1);
        time.Advance(TimeSpan.FromSeconds(10)); // A look that is not answered leaves half of the time to the abort.
        await hold.WaitAsync(2);
        Assert.False(upload.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(FailedUploadState.Unknown, (await Assert.ThrowsAsync<MultipartUploadException>(() => upload)).State);
        hold.Release();
    }

    private async Task<Task<UploadManifest>> CancelledWriting(
        TaskCompletionSource writing, TaskCompletionSource gate, TimeSpan abortTimeout)
    {
        var begun = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();
        _store.HeedsToken = false;
        _store.OnWrite = async (_, _) =>
        {
            begun.TrySetResult();
            await gate.Task;
            writing.TrySetResult();
        };
        Task<UploadManifest> upload = Uploader(options =>
        {
            options.CheckpointStore = _store;
            options.AbortTimeout = abortTimeout;
        }).UploadAsync(Request(PartSource.FromMemory(Bytes)), cancellation.Token);
        await begun.Task;
        await cancellation.CancelAsync();
        return upload;
    }

    private Task<UploadManifest> Upload() => Uploader(Use).UploadAsync(Request(PartSource.FromMemory(Bytes)));

    private void Use(S3MultipartUploadOptions options)
    {
        options.CheckpointStore = _store;
        options.AbortTimeout = TimeSpan.FromSeconds(1);
    }
}
