using S3MultipartUpload;
using S3MultipartUpload.Testing;

namespace UnitTests;

/// <summary>The usual way: the fake does what the real uploader does, in memory, and nothing has to be set up.</summary>
public sealed class WithTheFakeTests : IDisposable
{
    private readonly FakeMultipartUploader _uploader = new();

    private InvoiceArchive Archive => new(_uploader);

    public void Dispose() => _uploader.Dispose();

    [Fact]
    public async Task Invoice_is_stored_as_a_tagged_pdf()
    {
        Assert.True(await Archive.StoreAsync("4711", new MemoryStream([1, 2, 3])));

        FakeObject stored = Assert.Single(_uploader.Objects);
        Assert.Equal(("invoices", "4711.pdf", "application/pdf"), (stored.BucketName, stored.Key, stored.ContentType));
        Assert.Equal([1, 2, 3], stored.Content.ToArray());
        Assert.Equal("10y", stored.Tags["retention"]);
    }

    [Fact]
    public async Task Invoice_is_never_replaced()
    {
        await Archive.StoreAsync("4711", new MemoryStream([1]));

        Assert.False(await Archive.StoreAsync("4711", new MemoryStream([2])));

        Assert.Equal([1], _uploader.Find("invoices", "4711.pdf")?.Content.ToArray());
    }

    [Fact]
    public async Task Failed_upload_is_told_in_the_words_of_the_application()
    {
        _uploader.FailNext(UploaderFailure.Failed(FailedUploadState.Aborted));

        await Assert.ThrowsAsync<ArchiveUnavailableException>(() => Archive.StoreAsync("4711", new MemoryStream([1])));
        Assert.True(await Archive.StoreAsync("4711", new MemoryStream([1])));
    }

    [Fact]
    public async Task Part_that_fails_once_is_nobody_elses_business()
    {
        using var uploader = new FakeMultipartUploader(new S3MultipartUploadOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });
        uploader.Faults.Add(
            new Fault { Operation = S3Operation.UploadPart, Times = 1, Effect = FaultEffect.Status(503, "SlowDown") });

        Assert.True(await new InvoiceArchive(uploader).StoreAsync("4711", new MemoryStream(new byte[20 << 20])));

        Assert.Contains(uploader.Requests, request => request.Status == 503);
    }

    [Fact]
    public async Task Cancellation_reaches_the_upload()
    {
        using var stop = new CancellationTokenSource();
        HoldEffect hold = FaultEffect.Hold();
        _uploader.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = hold });
        Task<bool> storing = Archive.StoreAsync("4711", new MemoryStream([1]), stop.Token);
        await hold.WaitAsync(1);

        await stop.CancelAsync();

        await Assert.ThrowsAsync<UploadCanceledException>(() => storing);
        Assert.Empty(_uploader.Objects);
    }
}
