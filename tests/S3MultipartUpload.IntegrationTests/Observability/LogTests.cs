using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What the log has, at every level, of uploads and sessions that need not be spared: each request fails once.</summary>
public sealed class LogTests : ResumeScenario
{
    private const string Token = "the/token+of/temporary+credentials==";

    private static readonly S3Credential Temporary = new("ASIATEMPORARY0000001", "the/secret+that/signs0000000000000000001")
    {
        SessionToken = Token,
    };

    private readonly FakeLogger<MultipartUploader> _log = new();

    protected override S3TestServerOptions Options =>
        new() { BucketNames = { Bucket }, MinimumPartSize = 1, Credentials = { Temporary } };

    private IReadOnlyList<FakeLogRecord> Records => _log.Collector.GetSnapshot();

    protected override AmazonS3Client CreateClient(S3TestServer server) =>
        server.CreateClient(Temporary, config => config.MaxErrorRetry = 0);

    [Fact]
    public async Task No_secret_is_logged_of_an_upload_whose_source_is_a_presigned_URL()
    {
        await PutSourceAsync();
        var presigned = new Uri(await Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = "winter",
            Expires = DateTime.UtcNow.AddHours(1),
            Protocol = Protocol.HTTP,
        }));
        Assert.Contains("X-Amz-Signature", presigned.Query, StringComparison.Ordinal);
        using var http = new HttpClient();
        IPartSource source = await PartSource.FromUrlAsync(http, presigned);
        FailEachOnce();
        await Uploader(Talkative, logger: _log).UploadAsync(Request(source));
        Assert.Superset(
            new HashSet<string?> { "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload" },
            Records.Select(record => record.GetStructuredStateValue("Operation")).ToHashSet());

        Server.Faults.Add(new Fault { Operation = S3Operation.GetObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => Uploader(Talkative, logger: _log).UploadAsync(Request(source)));
        Assert.IsType<UrlSourceException>(failure.InnerException);
        Assert.Contains(Records, record => record is { Id.Name: "FailedStack", Exception: not null });
        HasNoSecret();
    }

    [Fact]
    public async Task No_secret_is_logged_of_a_session_nor_of_a_signature_that_is_refused()
    {
        FailEachOnce();
        IMultipartSession session = await Uploader(Talkative, logger: _log).StartAsync(Target);
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        PresignedPart signed = await session.SignPartAsync(2, 5, "AAAAAA==");
        Assert.Contains("X-Amz-Signature", signed.Url.Query, StringComparison.Ordinal);
        await session.CompleteAsync([1]);

        using AmazonS3Client wrong = Server.CreateClient(Temporary with { SecretKey = $"{Temporary.SecretKey}x" });
        await Assert.ThrowsAsync<MultipartUploadException>(
            () => new MultipartUploader(wrong, logger: _log).UploadAsync(Request(PartSource.FromMemory(Bytes))));
        Assert.Contains(Records, record => record is
        {
            Id.Name: "FailedStack", Exception: AmazonS3Exception { ErrorCode: "SignatureDoesNotMatch" }
        });
        HasNoSecret();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_line_about_a_session_is_in_its_scope(bool logKeys)
    {
        FailEachOnce();
        IMultipartSession session = await Uploader(options => Talkative(options, logKeys), logger: _log).StartAsync(Target);
        await session.UploadRangeAsync(PartSource.FromMemory(Bytes), new PartSpan { PartSize = PartSize, FirstPart = 1, LastPart = 2 });
        await session.UploadPartAsync(3, PartSource.FromMemory(Bytes.AsMemory(2 * PartSize)));
        await PutSourceAsync();
        await session.CopyPartAsync(4, new CopySource { BucketName = Bucket, Key = "winter" });
        await session.CompleteAsync();
        session = await Uploader(options => Talkative(options, logKeys), logger: _log).StartAsync(Target);
        await session.AbortAsync();
        Assert.Superset(
            new HashSet<string?>
            {
                "CreateMultipartUpload", "ListParts", "UploadPart", "UploadPartCopy", "CompleteMultipartUpload", "AbortMultipartUpload",
            },
            Records.Select(record => record.GetStructuredStateValue("Operation")).ToHashSet());
        Assert.All(Records, record =>
        {
            var scope = Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, object?>>>(Assert.Single(record.Scopes)).ToDictionary();
            Assert.Equal(Bucket, scope["BucketName"]);
            Assert.Equal(logKeys ? Key : null, scope["Key"]);
            Assert.NotNull(scope["UploadId"]);
        });
    }

    private Task<PutObjectResponse> PutSourceAsync() => Client.PutObjectAsync(
        new PutObjectRequest { BucketName = Bucket, Key = "winter", InputStream = new MemoryStream(Bytes) });

    private static void Talkative(S3MultipartUploadOptions options) => Talkative(options, logKeys: true);

    private static void Talkative(S3MultipartUploadOptions options, bool logKeys)
    {
        options.LogKeys = logKeys;
        options.MaxRetries = 3;
        options.RetryDelay = TimeSpan.FromMilliseconds(1);
    }

    private void FailEachOnce()
    {
        foreach (S3Operation operation in (S3Operation[])
            [
                S3Operation.CreateMultipartUpload, S3Operation.UploadPart, S3Operation.UploadPartCopy, S3Operation.ListParts,
                S3Operation.CompleteMultipartUpload, S3Operation.AbortMultipartUpload, S3Operation.GetObject,
            ])
        {
            Server.Faults.Add(new Fault { Operation = operation, Times = 1, Effect = FaultEffect.Status(503, "SlowDown") });
        }
    }

    private void HasNoSecret()
    {
        string all = string.Join('\n', Records.SelectMany(record => (IEnumerable<string>)
            [
                record.Message, $"{record.Exception}", .. (record.StructuredState ?? []).Select(pair => $"{pair}"),
                .. record.Scopes.Select(scope => $"{scope}"),
                .. record.Scopes.OfType<IEnumerable<KeyValuePair<string, object?>>>().SelectMany(scope => scope).Select(pair => $"{pair}"),
            ]));
        Assert.Contains("SlowDown", all, StringComparison.Ordinal);
        Assert.All(
            (string[])
            [
                Temporary.SecretKey, Token, Uri.EscapeDataString(Token), Temporary.AccessKey,
                "X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token",
            ],
            secret => Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase));
    }
}
