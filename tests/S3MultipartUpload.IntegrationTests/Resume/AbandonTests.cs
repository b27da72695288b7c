using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>An incomplete upload is given up, and then the giving up is.</summary>
public sealed class AbandonTests : ResumeScenario
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_abort_keeps_the_checkpoint_and_can_be_repeated(bool isDone)
    {
        UploadManifest before = await InterruptedUpload(PartSource.FromMemory(Bytes));
        HoldEffect hold = FaultEffect.Hold(isDone);
        Server.Faults.Add(new Fault { Operation = S3Operation.AbortMultipartUpload, Times = 1, Effect = hold });
        using var cancellation = new CancellationTokenSource();
        Task<UploadManifest> aborting = Uploader().AbortAsync(Target, cancellationToken: cancellation.Token);
        await hold.WaitAsync(1, TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        UploadCanceledException canceled = await Assert.ThrowsAsync<UploadCanceledException>(() => aborting);
        Assert.Equal((before.UploadId, cancellation.Token), (canceled.Manifest.UploadId, canceled.CancellationToken));
        Assert.NotNull(await SavedCheckpoint());

        hold.Release();
        Assert.Equal(before.UploadId, (await Uploader().AbortAsync(Target)).UploadId);
        Assert.Null(await SavedCheckpoint());
        Assert.Equal(0, await OpenUploads());
    }
}
