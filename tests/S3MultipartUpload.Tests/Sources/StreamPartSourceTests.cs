namespace S3MultipartUpload.Tests;

public sealed class StreamPartSourceTests
{
    [Fact]
    public void A_seekable_stream_knows_its_length_from_its_position() =>
        Assert.Equal(37, PartSource.FromStream(new MemoryStream(new byte[50]) { Position = 13 }).Length);

    [Fact]
    public void A_stream_that_cannot_seek_has_the_length_I_give_or_none()
    {
        Assert.Null(PartSource.FromStream(new TestStream([])).Length);
        Assert.Equal(5, PartSource.FromStream(new TestStream([]), length: 5).Length);
    }

    [Fact]
    public void What_cannot_be_read_is_refused_at_once()
    {
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.Throws<ArgumentException>(() => PartSource.FromStream(closed));
        Assert.Throws<ArgumentException>(() => PartSource.FromStream(new MemoryStream(new byte[4]) { Position = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PartSource.FromStream(new TestStream([]), length: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PartSource.FromStream(new MemoryStream(new byte[4]), length: 3));
    }

    [Fact]
    public async Task A_stream_is_closed_even_when_its_upload_is_refused()
    {
        var stream = new TestStream([]);
        await Assert.ThrowsAsync<UploadRefusedException>(
            () => UploadSpecs.Uploader(new MockS3()).UploadAsync(Samples.Request(PartSource.FromStream(stream), partSize: 1)));
        Assert.True(stream.IsDisposed);
    }

    [Fact]
    public async Task An_error_of_the_stream_reaches_the_caller()
    {
        var broken = new TestStream(Samples.Bytes(100))
        {
            OnRead = (position, _) => position > 40 ? throw new InvalidDataException("The archive is damaged.") : Task.CompletedTask,
        };
        var s3 = new MockS3();
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(PartSource.FromStream(broken))));
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Equal("Abort", s3.Calls.Last());
    }

    [Fact]
    public async Task Random_access_without_seekable_streams_is_explained()
    {
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadSpecs.Uploader(new MockS3()).UploadAsync(Samples.Request(new UnseekableSource())));
        Assert.Contains("IsRandomAccess", failure.Message, StringComparison.Ordinal);
    }

    private sealed class UnseekableSource : IPartSource
    {
        public long? Length => 50;

        public bool IsRandomAccess => true;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) => new(new TestStream(new byte[50]));
    }
}
