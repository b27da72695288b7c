namespace S3MultipartUpload.Tests;

/// <summary>An object whose writing is cancelled: by the token it was opened with, or is completed with, or by that of one write.</summary>
public sealed class WriterCancellationSpecs
{
    private static UploadTarget Target => WriterSpecs.Target;

    [Fact]
    public async Task Cancelled_it_says_so_with_my_token_and_stores_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var s3 = new MockS3();
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target, cancellationToken: cancel.Token);
        await writer.WriteAsync(Samples.Bytes(25), CancellationToken.None);
        await cancel.CancelAsync();
        Assert.Equal(cancel.Token, (await Assert.ThrowsAsync<UploadCanceledException>(
            () => writer.WriteAsync(Samples.Bytes(1), CancellationToken.None).AsTask())).CancellationToken);
        Assert.Equal(cancel.Token, Assert.Throws<UploadCanceledException>(() => writer.WriteByte(1)).CancellationToken);
        Assert.Equal(cancel.Token, (await Assert.ThrowsAsync<UploadCanceledException>(
            () => writer.CompleteAsync(CancellationToken.None))).CancellationToken);
        Assert.Null(s3.Stored);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => UploadSpecs.Uploader(s3).OpenWriteAsync(Target, cancellationToken: cancel.Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelled_while_it_is_completed_it_stores_nothing(bool isCancelledBefore)
    {
        using var cancel = new CancellationTokenSource();
        var s3 = new MockS3();
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
        await writer.WriteAsync(Samples.Bytes(25), CancellationToken.None);
        s3.OnPart = async (_, _, token) =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        if (isCancelledBefore)
        {
            await cancel.CancelAsync();
        }

        UploadCanceledException canceled = await Assert.ThrowsAsync<UploadCanceledException>(() => writer.CompleteAsync(cancel.Token));
        Assert.Equal(cancel.Token, canceled.CancellationToken);
        Assert.Null(s3.Stored);
        Assert.DoesNotContain("Complete", s3.Calls);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_ends_no_upload()
    {
        using var cancel = new CancellationTokenSource();
        var store = new TaskCompletionSource();
        var s3 = new MockS3 { OnPart = (_, _, _) => store.Task };
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3, options => options.Profile = ProviderProfile.AmazonS3 with
        {
            Limits = Samples.SmallLimits with { MaxParts = 10_000 },
            ConfirmsChecksums = false,
        }).OpenWriteAsync(Target, partSize: 1_000);
        Task writing = writer.WriteAsync(new byte[1_000_000], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(WriterSpecs.Soon));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(new byte[1], cancel.Token).AsTask());
        store.SetResult();
        UploadManifest manifest = await writer.CompleteAsync(CancellationToken.None);
        Assert.Equal(s3.Stored?.LongLength, manifest.Size);
    }
}
