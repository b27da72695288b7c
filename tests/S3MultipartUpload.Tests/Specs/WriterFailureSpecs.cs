using System.Net;
using Amazon.S3;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>An object whose writing does not come to its end leaves nothing behind, and who writes is told why.</summary>
public sealed class WriterFailureSpecs
{
    private static TimeSpan Soon => WriterSpecs.Soon;

    private static UploadTarget Target => WriterSpecs.Target;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(35)]
    public async Task Disposed_before_it_was_completed_it_stores_nothing(int length)
    {
        foreach (bool isSynchronous in new[] { true, false })
        {
            var s3 = new MockS3();
            ObjectWriter writer = await UploadSpecs.Uploader(s3, options => options.SinglePutThreshold = null).OpenWriteAsync(Target);
            await writer.WriteAsync(Samples.Bytes(length));
            await writer.FlushAsync();
            await (isSynchronous ? Task.Run(writer.Dispose) : writer.DisposeAsync().AsTask()).WaitAsync(Soon);
            await writer.DisposeAsync();
            Assert.Null(s3.Stored);
            Assert.DoesNotContain("Complete", s3.Calls);
            Assert.Equal(s3.Calls.Contains("Create"), s3.Calls.Contains("Abort"));
            Assert.False(writer.CanWrite);
        }
    }

    [Fact]
    public async Task An_exception_between_leaves_no_object()
    {
        var s3 = new MockS3();
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
            await using var text = new StreamWriter(writer, leaveOpen: true);
            await text.WriteAsync("2026;");
            throw new FormatException("The rest cannot be written.");
        });
        Assert.Null(s3.Stored);
        Assert.DoesNotContain("Complete", s3.Calls);
    }

    [Fact]
    public async Task One_who_closes_the_writer_with_his_own_stream_is_told_how_not_to()
    {
        await using ObjectWriter writer = await UploadSpecs.Uploader(new MockS3()).OpenWriteAsync(Target);
        await using (var text = new StreamWriter(writer))
        {
            await text.WriteAsync("2026;");
        }

        ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.CompleteAsync());
        Assert.Contains("leaveOpen", error.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => writer.WriteByte(1));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.Pipe.WriteAsync(new byte[1]).AsTask());
    }

    [Theory]
    [InlineData("Write")]
    [InlineData("WriteAsync")]
    [InlineData("Flush")]
    [InlineData("Pipe")]
    public async Task When_the_upload_has_failed_writing_says_why(string way)
    {
        var s3 = new MockS3 { OnPart = (_, _, _) => throw Denied() };
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Task.Run(async () =>
        {
            while (true)
            {
                await (way switch
                {
                    "Write" => Task.Run(() => writer.Write(new byte[1_000])),
                    "WriteAsync" => writer.WriteAsync(new byte[1_000]).AsTask(),
                    "Flush" => Task.WhenAll(writer.WriteAsync(new byte[30]).AsTask(), Task.Run(writer.Flush)),
                    _ => writer.Pipe.WriteAsync(new byte[1_000]).AsTask(),
                });
            }
        }).WaitAsync(Soon));
        Assert.Equal("AccessDenied", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.Equal(FailedUploadState.Aborted, failure.State);
        Assert.Same(failure, Assert.Throws<MultipartUploadException>(() => writer.WriteByte(1)));
        Assert.Same(failure, await Assert.ThrowsAsync<MultipartUploadException>(() => writer.CompleteAsync()));
        Assert.Contains("Abort", s3.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_who_waits_when_the_upload_fails_is_told(bool isSynchronous)
    {
        var isWaiting = new TaskCompletionSource();
        var s3 = new MockS3
        {
            OnPart = async (_, _, _) =>
            {
                await isWaiting.Task;
                throw Denied();
            },
        };
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
        Task writing = isSynchronous ? Task.Run(() => writer.Write(new byte[1_000_000])) : writer.WriteAsync(new byte[1_000_000]).AsTask();
        Assert.False(writing.IsCompleted);
        isWaiting.SetResult();
        await Assert.ThrowsAsync<MultipartUploadException>(() => writing.WaitAsync(Soon));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_who_waits_when_it_is_disposed_is_told(bool isSynchronous)
    {
        for (int round = 0; round < 50; round++)
        {
            var never = new TaskCompletionSource();
            var begun = new TaskCompletionSource();
            var s3 = new MockS3
            {
                OnPart = (_, _, token) =>
                {
                    begun.TrySetResult();
                    return never.Task.WaitAsync(token);
                },
            };
            ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
            byte[] bytes = new byte[1_000_000];
            Task writing = isSynchronous ? Task.Run(() => writer.Write(bytes)) : writer.WriteAsync(bytes).AsTask();
            await begun.Task.WaitAsync(Soon);
            await writer.DisposeAsync().AsTask().WaitAsync(Soon);
            Exception told = await Assert.ThrowsAnyAsync<Exception>(() => writing.WaitAsync(Soon));
            Assert.True(told is OperationCanceledException or ObjectDisposedException, told.ToString());
            Assert.Null(s3.Stored);
            Assert.Contains("Abort", s3.Calls);
        }
    }

    [Fact]
    public async Task A_target_that_breaks_a_rule_is_refused_before_anything_is_written()
    {
        var s3 = new MockS3();
        MultipartUploader uploader = UploadSpecs.Uploader(s3);
        await Assert.ThrowsAsync<UploadRefusedException>(() => uploader.OpenWriteAsync(
            new UploadTarget { BucketName = "photos", Key = "/a" }));
        await Assert.ThrowsAsync<UploadRefusedException>(() => uploader.OpenWriteAsync(Target, partSize: 1));
        Assert.Empty(s3.Calls);
    }

    [Fact]
    public async Task An_uploader_that_fails_before_it_reads_is_no_trap()
    {
        var fail = new TaskCompletionSource<UploadManifest>();
        var uploader = new Mock<IMultipartUploader>();
        uploader.Setup(mock => mock.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>())).Returns(fail.Task);
        await using ObjectWriter writer = await uploader.Object.OpenWriteAsync(Target);
        var writing = Task.Run(() => writer.Write(new byte[1_000_000]));
        fail.SetException(new IOException("No."));
        await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(Soon));
        await Assert.ThrowsAsync<IOException>(() => writer.CompleteAsync());
        await Assert.ThrowsAsync<IOException>(() => uploader.Object.OpenWriteAsync(Target));
    }

    /// <summary>The first attempt has read what was written; an object without it must not be stored.</summary>
    [Fact]
    public async Task An_uploader_that_tries_again_stores_no_half()
    {
        var s3 = new MockS3 { OnPart = (_, _, _) => throw Denied() };
        MultipartUploader inner = UploadSpecs.Uploader(s3);
        var uploader = new Mock<IMultipartUploader>();
        uploader.Setup(mock => mock.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
            .Returns<UploadRequest, CancellationToken>(async (request, token) =>
            {
                await Assert.ThrowsAsync<MultipartUploadException>(() => inner.UploadAsync(request, token));
                s3.OnPart = (_, _, _) => Task.CompletedTask;
                return await inner.UploadAsync(request, token);
            });
        await using ObjectWriter writer = await uploader.Object.OpenWriteAsync(Target);
        await writer.WriteAsync(Samples.Bytes(25));
        await Assert.ThrowsAsync<MultipartUploadException>(() => writer.CompleteAsync());
        Assert.Null(s3.Stored);
    }

    [Fact]
    public async Task A_producer_that_fails_makes_the_upload_fail_with_its_error()
    {
        var s3 = new MockS3();
        await using ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target);
        await writer.Pipe.WriteAsync(Samples.Bytes(25));
        await writer.Pipe.CompleteAsync(new FormatException("The source is damaged."));
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => writer.CompleteAsync());
        Assert.IsType<FormatException>(failure.InnerException);
        Assert.Null(s3.Stored);
    }

    [Fact]
    public async Task A_producer_that_has_ended_does_not_complete_the_object()
    {
        var s3 = new MockS3();
        await using (ObjectWriter writer = await UploadSpecs.Uploader(s3).OpenWriteAsync(Target))
        {
            await using (Stream stream = writer.Pipe.AsStream())
            {
                await stream.WriteAsync(Samples.Bytes(25));
            }

            Assert.DoesNotContain("Complete", s3.Calls);
        }

        Assert.Null(s3.Stored);
    }

    private static AmazonS3Exception Denied() => new("denied") { StatusCode = HttpStatusCode.Forbidden, ErrorCode = "AccessDenied" };
}
