using System.Diagnostics;
using Moq;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What OpenTelemetry sees of an upload: every operation on the store, with its attempts, under its upload.</summary>
public sealed class SpanTests : ResumeScenario
{
    private readonly SpanTree _tree = new();

    public override ValueTask DisposeAsync()
    {
        _tree.Dispose();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_with_a_fault_is_a_tree_of_operations_and_attempts()
    {
        Fail(S3Operation.UploadPart, part: 2, FaultEffect.Status(503, "SlowDown"));
        string tree = await _tree.RunAsync(() => Uploader(Retrying).UploadAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.Equal(
            """
            S3MultipartUpload.Upload completed
              S3.CreateMultipartUpload attempt 1
              S3.UploadPart 1 attempt 1
              S3.UploadPart 2 attempt 1: SlowDown, attempt 2
              S3.UploadPart 3 attempt 1
              S3.CompleteMultipartUpload attempt 1
            """.ReplaceLineEndings("\n"),
            tree);
        Activity upload = _tree.Spans[0];
        Assert.Equal(Bucket, upload.GetTagItem("aws.s3.bucket"));
        Assert.Equal(25_000L, upload.GetTagItem("s3_multipart_upload.size"));
        Assert.Equal(1, upload.GetTagItem("s3_multipart_upload.retries"));
        Assert.NotNull(upload.GetTagItem("aws.s3.upload_id"));
        Assert.All(_tree.Spans, span => Assert.Equal("127.0.0.1", span.GetTagItem("server.address")));
        Assert.All(_tree.Spans.Skip(1), span =>
        {
            Assert.Equal(ActivityKind.Client, span.Kind);
            Assert.Equal("aws-api", span.GetTagItem("rpc.system.name"));
            Assert.Equal(span.DisplayName, $"S3.{span.GetTagItem("rpc.method")}");
            Assert.Equal(Bucket, span.GetTagItem("aws.s3.bucket"));
        });
        ActivityEvent failed = _tree.Spans[3].Events.First();
        Assert.Contains(failed.Tags, tag => tag is { Key: "http.response.status_code", Value: 503 });
        Assert.Contains(failed.Tags, tag => tag is { Key: "aws.request_id", Value: string });
    }

    [Fact]
    public async Task A_small_object_is_one_operation()
    {
        string tree = await _tree.RunAsync(() => Uploader(options => options.SinglePutThreshold = 100_000)
            .UploadAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.Equal("S3MultipartUpload.Upload completed\n  S3.PutObject attempt 1", tree);
    }

    [Fact]
    public async Task A_failed_upload_shows_what_failed_and_what_cleaned_up()
    {
        Fail(S3Operation.UploadPart, part: 1, FaultEffect.Status(403, "AccessDenied"));
        string tree = await _tree.RunAsync(() => Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(Retrying).UploadAsync(Request(PartSource.FromMemory(Bytes), failureAction: FailureAction.Abort))));
        Assert.Equal(
            """
            S3MultipartUpload.Upload failed = AccessDenied
              S3.CreateMultipartUpload attempt 1
              S3.UploadPart 1 attempt 1: AccessDenied = AccessDenied
              S3.AbortMultipartUpload attempt 1
              S3.ListParts attempt 1
            """.ReplaceLineEndings("\n"),
            tree);
    }

    [Fact]
    public async Task A_cancelled_upload_is_no_error()
    {
        using var cancellation = new CancellationTokenSource();
        HoldEffect hold = FaultEffect.Hold();
        Fail(S3Operation.UploadPart, part: 1, hold);
        string tree = await _tree.RunAsync(async () =>
        {
            Task<UploadManifest> upload = Uploader(options => options.DrainTimeout = TimeSpan.Zero)
                .UploadAsync(Request(PartSource.FromMemory(Bytes)), cancellation.Token);
            await hold.WaitAsync(1);
            await cancellation.CancelAsync();
            await Assert.ThrowsAsync<UploadCanceledException>(() => upload);
        });
        hold.Release();
        Assert.StartsWith("S3MultipartUpload.Upload canceled\n", tree, StringComparison.Ordinal);
        Assert.DoesNotContain(_tree.Spans, span => span.Status == ActivityStatusCode.Error);
    }

    [Fact]
    public async Task An_upload_whose_source_has_called_itself_back_is_an_error()
    {
        var source = new Mock<IPartSource>();
        source.Setup(it => it.Length).Returns(25_000);
        source.Setup(it => it.OpenPartAsync(It.IsAny<PartRange>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new TaskCanceledException("The source has waited long enough."));
        string tree = await _tree.RunAsync(() => Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader().UploadAsync(Request(source.Object))));
        Assert.Equal("S3MultipartUpload.Upload failed = System.Threading.Tasks.TaskCanceledException", tree.Split('\n')[0]);
    }

    /// <summary>The processes share a checkpoint or a session, no trace.</summary>
    [Fact]
    public async Task An_upload_that_is_continued_elsewhere_is_linked_to_the_span_that_opened_it()
    {
        await _tree.RunAsync(() => InterruptedUpload(PartSource.FromMemory(Bytes)));
        Activity opening = _tree.Spans.Single(span => span.DisplayName == "S3.CreateMultipartUpload");
        await _tree.RunAsync(() => Uploader().ResumeAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.NotEqual(opening.TraceId, _tree.Spans[0].TraceId);
        Assert.Equal(opening.SpanId, Assert.Single(_tree.Spans[0].Links).Context.SpanId);
    }

    [Fact]
    public async Task So_is_what_is_done_by_a_session()
    {
        string json = "";
        await _tree.RunAsync(async () => json = (await Uploader().StartAsync(Target)).ToJson());
        Activity opening = Assert.Single(_tree.Spans);
        string tree = await _tree.RunAsync(async () =>
        {
            IMultipartSession session = Uploader().OpenSession(json);
            await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
            await session.CompleteAsync();
        });
        Assert.Equal("S3.UploadPart 1 attempt 1\nS3.ListParts attempt 1\nS3.CompleteMultipartUpload attempt 1", tree);
        Assert.All(
            _tree.Spans.Where(span => span.DisplayName != "S3.ListParts"),
            span => Assert.Equal(opening.SpanId, Assert.Single(span.Links).Context.SpanId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_is_told_only_where_that_is_allowed(bool logKeys)
    {
        await _tree.RunAsync(() => Uploader(options => options.LogKeys = logKeys).UploadAsync(new UploadRequest
        {
            BucketName = Bucket,
            Key = "private/salaries",
            Source = PartSource.FromMemory(Bytes),
        }));
        bool isTold = _tree.Spans.Any(span => span.TagObjects.Any(
            tag => tag.Value?.ToString()?.Contains("salaries", StringComparison.Ordinal) == true));
        Assert.Equal(logKeys, isTold);
    }

    [Fact]
    public async Task A_key_cannot_forge_a_line()
    {
        await _tree.RunAsync(() => Uploader(options => options.LogKeys = true).UploadAsync(new UploadRequest
        {
            BucketName = Bucket,
            Key = "a\r\ninfo: All is well\u2028b",
            Source = PartSource.FromMemory(Bytes),
        }));
        Assert.Equal("a??info: All is well?b", _tree.Spans[0].GetTagItem("aws.s3.key"));
        Assert.All(
            _tree.Spans.SelectMany(span => span.TagObjects),
            tag => Assert.DoesNotContain($"{tag.Value}", character => char.IsControl(character) || character == '\u2028'));
    }

    private static void Retrying(S3MultipartUploadOptions options)
    {
        options.MaxRetries = 2;
        options.RetryDelay = TimeSpan.FromMilliseconds(1);
    }

    private void Fail(S3Operation operation, int part, FaultEffect effect) =>
        Server.Faults.Add(new Fault { Operation = operation, PartNumber = part, Times = 1, Effect = effect });
}
