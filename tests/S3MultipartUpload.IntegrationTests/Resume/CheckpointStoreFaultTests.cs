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
        _store.OnDispose = () => throw new IOException("Gone.");
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
        await Assert.ThrowsAsync<OperationCanceledException>(
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

    private Task<UploadManifest> Upload() => Uploader(Use).UploadAsync(Request(PartSource.FromMemory(Bytes)));

    private void Use(S3MultipartUploadOptions options)
    {
        options.CheckpointStore = _store;
        options.AbortTimeout = TimeSpan.FromSeconds(1);
    }
}
