using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Copying;

/// <summary>A copy is told of as an upload is, from its first look at the sources.</summary>
public sealed class CopyTelemetryTests : CopyScenario
{
    private readonly SpanTree _tree = new();
    private readonly FakeLogger<MultipartUploader> _log = new();

    public override ValueTask DisposeAsync()
    {
        _tree.Dispose();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task To_look_at_the_sources_is_part_of_the_copy()
    {
        await PutAsync(Bytes);
        string tree = await _tree.RunAsync(() => Told().CopyAsync(Request(Source())));
        Assert.Equal(
            """
            S3MultipartUpload.Upload completed
              S3.HeadObject attempt 1
              S3.GetObjectTagging attempt 1
              S3.CreateMultipartUpload attempt 1
              S3.UploadPartCopy 1 attempt 1
              S3.UploadPartCopy 2 attempt 1
              S3.UploadPartCopy 3 attempt 1
              S3.CompleteMultipartUpload attempt 1
            """.ReplaceLineEndings("\n"),
            tree);
    }

    [Theory]
    [InlineData(false, "a source cannot serve (OutOfRange).", " = S3MultipartUpload.CopySourceException")]
    [InlineData(true, "a source cannot serve (Unavailable): This error was scheduled by the test.", " = AccessDenied")]
    public async Task A_source_that_cannot_serve_is_a_failed_upload(bool isForbidden, string reason, string type)
    {
        await PutAsync(Bytes);
        if (isForbidden)
        {
            Server.Faults.Add(new Fault { Operation = S3Operation.GetObjectTagging, Effect = FaultEffect.Status(403, "AccessDenied") });
        }

        CopyRequest request = Request(Source() with { Offset = isForbidden ? 0 : 30_000 });
        string tree = await _tree.RunAsync(() => Assert.ThrowsAsync<CopySourceException>(() => Told().CopyAsync(request)));
        Assert.StartsWith($"S3MultipartUpload.Upload failed{type}\n  S3.HeadObject attempt 1", tree, StringComparison.Ordinal);
        FakeLogRecord failed = Assert.Single(_log.Collector.GetSnapshot(), record => record.Id.Name == "Failed");
        Assert.Equal(LogLevel.Warning, failed.Level);
        Assert.EndsWith(reason, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            _log.Collector.GetSnapshot(), record => $"{record.Message} {record.Exception}".Contains("'source'", StringComparison.Ordinal));
    }

    /// <summary>The caller is told which one; the log has no keys unless it is asked for them.</summary>
    [Fact]
    public async Task A_source_that_changes_is_logged_without_its_key()
    {
        await PutAsync(Bytes);
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPartCopy, Effect = FaultEffect.Status(412, "PreconditionFailed") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Told().CopyAsync(Request(Source())));
        Assert.Contains("'source'", Assert.IsType<SourceChangedException>(failure.InnerException).Message, StringComparison.Ordinal);
        FakeLogRecord failed = Assert.Single(_log.Collector.GetSnapshot(), record => record.Id.Name == "Failed");
        Assert.Contains("a source was replaced or deleted while it was copied", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            _log.Collector.GetSnapshot(), record => $"{record.Message} {record.Exception}".Contains("'source'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_breaks_a_rule_is_no_upload() => Assert.Equal(
        "", await _tree.RunAsync(() => Assert.ThrowsAsync<UploadRefusedException>(() => Told().CopyAsync(Request()))));

    private MultipartUploader Told() => new(
        Client,
        new S3MultipartUploadOptions
        {
            Profile = Small(ProviderProfile.AmazonS3),
            PartSizer = PartSizer.Fixed(PartSize),
            SinglePutThreshold = 0,
            Concurrency = UploadConcurrency.Fixed(1),
            MaxRetries = 0,
        },
        _log);
}
