using System.Net;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace S3MultipartUpload.Tests;

/// <summary>What an operator reads: which object, what is repeated and why, each in one line.</summary>
public sealed class LogSpecs
{
    private readonly MockS3 _s3 = new();
    private readonly FakeLogger<MultipartUploader> _log = new();

    private IReadOnlyList<FakeLogRecord> Records => _log.Collector.GetSnapshot();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_line_has_the_bucket_and_the_upload_in_its_scope_and_the_key_where_that_is_allowed(bool logKeys)
    {
        FailOnce(FailureSpecs.Error(HttpStatusCode.ServiceUnavailable, "SlowDown"));
        await UploadAsync(options => options.LogKeys = logKeys);
        _s3.OnPart = (_, _, _) => throw FailureSpecs.Error(HttpStatusCode.Forbidden, "AccessDenied");
        _s3.OnCall = (call, _) => call != "Abort" ? Task.CompletedTask
            : throw FailureSpecs.Error(HttpStatusCode.Forbidden, "AccessDenied");
        await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadAsync(options => options.LogKeys = logKeys, source: new UndisposableSource()));
        Assert.Superset(
            new HashSet<string?>
            {
                "Started", "AttemptFailed", "AttemptStack", "Completed", "Failed", "FailedStack", "AbortFailed", "DisposeFailed",
            },
            Records.Select(record => record.Id.Name).ToHashSet());
        Assert.All(Records, record =>
        {
            var scope = Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, object?>>>(Assert.Single(record.Scopes)).ToDictionary();
            Assert.Equal("photos", scope["BucketName"]);
            Assert.Equal(logKeys ? "2026/summer.bin" : null, scope["Key"]);
            Assert.Equal("upload-1", scope["UploadId"]);
        });
    }

    [Fact]
    public async Task A_completed_upload_is_one_line_with_its_size_parts_retries_and_rate()
    {
        await UploadAsync();
        FakeLogRecord completed = Assert.Single(Records, record => record.Level >= LogLevel.Information);
        Assert.Equal("30", completed.GetStructuredStateValue("Bytes"));
        Assert.Equal("3", completed.GetStructuredStateValue("Parts"));
        Assert.Equal("0", completed.GetStructuredStateValue("Retries"));
        Assert.NotNull(completed.GetStructuredStateValue("BytesPerSecond"));
    }

    [Fact]
    public async Task A_retry_is_one_line_and_its_exception_is_at_Debug()
    {
        AmazonS3Exception slowDown = FailureSpecs.Error(HttpStatusCode.ServiceUnavailable, "SlowDown");
        slowDown.RequestId = "4442587FB7D0A2F9";
        FailOnce(slowDown);
        await UploadAsync();
        FakeLogRecord retry = Assert.Single(Records, record => record.Level == LogLevel.Warning);
        Assert.Equal(3, retry.Id.Id);
        Assert.Null(retry.Exception);
        Assert.Matches(
            @"^Attempt 1 to send part 1 failed: 503 SlowDown: .+ \(request 4442587FB7D0A2F9\)\. The next follows in [\d.]+ s\.$",
            retry.Message);
        Assert.Equal(
            ("UploadPart", "1", "1", "503", "SlowDown", "4442587FB7D0A2F9"),
            (Value("Operation"), Value("PartNumber"), Value("Attempt"), Value("StatusCode"), Value("Code"), Value("RequestId")));
        Assert.NotNull(retry.GetStructuredStateValue("Delay"));
        Assert.Contains(Records, record => record is { Level: LogLevel.Debug, Exception: not null });

        string? Value(string name) => retry.GetStructuredStateValue(name);
    }

    [Fact]
    public async Task A_store_or_a_network_cannot_forge_a_line()
    {
        FailOnce(new HttpRequestException("refused\r\ninfo: All is well\u001b[2J" + new string('x', 10_000)));
        await UploadAsync();
        FakeLogRecord retry = Assert.Single(Records, record => record.Level == LogLevel.Warning);
        Assert.DoesNotContain(retry.Message, char.IsControl);
        Assert.Contains(": refused info: All is well?[2Jxxx", retry.Message, StringComparison.Ordinal);
        Assert.InRange(retry.Message.Length, 100, 500);
    }

    [Fact]
    public async Task A_store_that_refuses_cannot_forge_a_line_nor_fill_the_log()
    {
        string evil = "no\r\ninfo: All is well\u001b[2J\u2028info: All is well" + new string('x', 10_000);
        _s3.UploadId = "id\ninfo: All is well";
        _s3.OnPart = (_, _, _) => throw Refusal();
        _s3.OnCall = (call, _) => call == "Abort" ? throw Refusal() : Task.CompletedTask;
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => UploadAsync());
        Assert.DoesNotContain(failure.Message, BreaksLine);
        Assert.Contains(Records, record => record.Id.Name == "AbortFailed");
        Assert.All(Records, record => Assert.DoesNotContain(record.Message, BreaksLine));
        Assert.All(Records, record => Assert.InRange(record.Message.Length, 1, 1_200));

        AmazonS3Exception Refusal() => new(evil) { StatusCode = HttpStatusCode.Forbidden, ErrorCode = "AccessDenied" };
    }

    [Fact]
    public async Task A_failure_is_a_warning_with_its_reason_and_what_is_left()
    {
        _s3.OnPart = (_, _, _) => throw FailureSpecs.Error(HttpStatusCode.Forbidden, "AccessDenied");
        await Assert.ThrowsAsync<MultipartUploadException>(() => UploadAsync());
        FakeLogRecord failed = Assert.Single(Records, record => record.Level >= LogLevel.Warning);
        Assert.Equal((5, "Failed"), (failed.Id.Id, failed.Id.Name));
        Assert.Equal("Aborted", failed.GetStructuredStateValue("State"));
        Assert.Null(failed.Exception);
    }

    /// <summary>At no level, and in no exception: the message of the one that the caller gets has the key.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_key_of_an_upload_that_fails_is_told_where_that_is_allowed(bool logKeys)
    {
        _s3.OnPart = (_, _, _) => throw FailureSpecs.Error(HttpStatusCode.Forbidden, "AccessDenied");
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => UploadAsync(options => options.LogKeys = logKeys));
        Assert.Contains("2026/summer.bin", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Records, record => record is { Id.Name: "FailedStack", Exception: not null });
        string all = string.Join('\n', Records.Select(record => $"{record.Message} {record.Exception} {string.Join(' ', record.Scopes
            .OfType<IEnumerable<KeyValuePair<string, object?>>>().SelectMany(scope => scope))}"));
        Assert.Equal(logKeys, all.Contains("2026/summer.bin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancellation_is_no_warning()
    {
        using var cancellation = new CancellationTokenSource();
        _s3.OnPart = async (_, _, token) =>
        {
            await cancellation.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UploadAsync(cancellationToken: cancellation.Token));
        Assert.DoesNotContain(Records, record => record.Level > LogLevel.Information);
        Assert.Single(Records, record => record is { Id.Name: "Canceled", Level: LogLevel.Information });
    }

    /// <summary>A key may have what breaks a line; where it is told, it does not.</summary>
    [Fact]
    public async Task A_key_cannot_forge_a_line()
    {
        _s3.OnPart = (_, _, _) => throw FailureSpecs.Error(HttpStatusCode.Forbidden, "AccessDenied");
        var request = new UploadRequest
        {
            BucketName = "photos",
            Key = "a\r\ninfo: All is well\u001b[2J\u2028b",
            Source = PartSource.FromMemory(Samples.Bytes(30)),
        };
        await Assert.ThrowsAsync<MultipartUploadException>(
            () => new MultipartUploader(_s3.Client, Options(options => options.LogKeys = true), _log).UploadAsync(request));
        Assert.NotEmpty(Records);
        Assert.All(Records, record =>
        {
            object scope = Assert.Single(record.Scopes)!;
            var values = Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, object?>>>(scope).ToDictionary();
            Assert.Equal("a??info: All is well?[2J?b", values["Key"]);
            Assert.Equal("BucketName:photos Key:a??info: All is well?[2J?b UploadId:upload-1", $"{scope}");
            Assert.DoesNotContain(record.Message, BreaksLine);
        });
    }

    /// <summary>Whatever happens, and at every level: the customer's key is in no line and no scope.</summary>
    [Fact]
    public async Task No_key_of_a_customer_is_logged()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(number => (byte)(number * 7))];
        FailOnce(FailureSpecs.Error(HttpStatusCode.ServiceUnavailable, "SlowDown"));
        var request = new UploadRequest
        {
            BucketName = "photos",
            Key = "a",
            Source = PartSource.FromMemory(Samples.Bytes(30)),
            Encryption = ServerSideEncryption.CustomerProvided(key),
        };
        await new MultipartUploader(_s3.Client, Options(), _log).UploadAsync(request);
        string all = string.Join('\n', Records.Select(record =>
            $"{record.Message} {record.Exception} {string.Join(' ', record.Scopes)} {string.Join(' ', record.StructuredState ?? [])}"));
        Assert.DoesNotContain(Convert.ToBase64String(key), all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(key), all, StringComparison.OrdinalIgnoreCase);
    }

    private void FailOnce(Exception failure)
    {
        bool hasFailed = false;
        _s3.OnPart = (_, number, _) =>
        {
            if (number == 1 && !hasFailed)
            {
                hasFailed = true;
                throw failure;
            }

            return Task.CompletedTask;
        };
    }

    private Task<UploadManifest> UploadAsync(
        Action<S3MultipartUploadOptions>? configure = null, IPartSource? source = null, CancellationToken cancellationToken = default) =>
        new MultipartUploader(_s3.Client, Options(configure), _log)
            .UploadAsync(Samples.Request(source ?? PartSource.FromMemory(Samples.Bytes(30))), cancellationToken);

    private static S3MultipartUploadOptions Options(Action<S3MultipartUploadOptions>? configure = null) => Samples.SmallOptions(options =>
    {
        options.Concurrency = UploadConcurrency.Fixed(1);
        configure?.Invoke(options);
    });

    private static bool BreaksLine(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';

    private sealed class UndisposableSource : IPartSource, IAsyncDisposable
    {
        public long? Length => 30;

        public bool IsRandomAccess => true;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Stream>(new MemoryStream(Samples.Bytes((int)range.Length)));

        public ValueTask DisposeAsync() => throw new InvalidOperationException("Not now.");
    }
}
