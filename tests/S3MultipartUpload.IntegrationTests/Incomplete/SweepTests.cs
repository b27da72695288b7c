using System.Net;
using Amazon.S3;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Cleanup;

/// <summary>The sweep over the endpoint, by its clock.</summary>
public sealed class SweepTests : EndpointScenario
{
    private const int Many = 2_101;

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options => new()
    {
        BucketNames = { Bucket },
        TimeProvider = _clock,
        MinimumPartSize = 1,
        AllowAnonymous = true,
    };

    private static IncompleteUploadQuery WeekOld => new() { BucketName = Bucket, Prefix = "tmp/", OlderThan = TimeSpan.FromDays(7) };

    [Fact]
    public async Task More_than_2000_old_uploads_are_aborted_and_nothing_else_is()
    {
        // Some keys have more uploads than a page.
        await CreateAsync(Many, upload => $"tmp/{(upload < 1_100 ? "same" : $"{upload:D4}")}");
        await CreateAsync(20, upload => $"kept/{upload}");
        _clock.Advance(TimeSpan.FromDays(7));
        await CreateAsync(20, upload => $"tmp/young-{upload}");

        using AmazonS3Client client = PatientClient();
        List<AbortResult> results = await Cleanup(client).AbortAsync(WeekOld).ToListAsync();
        Assert.Equal(Many, results.Count);
        Assert.All(results, result => Assert.Equal(AbortOutcome.Aborted, result.Outcome));
        List<IncompleteUpload> left = await Cleanup(client).ListAsync(new IncompleteUploadQuery { BucketName = Bucket }).ToListAsync();
        Assert.Equal((20, 20), (
            left.Count(upload => upload.Key.StartsWith("kept/", StringComparison.Ordinal)),
            left.Count(upload => upload.Key.StartsWith("tmp/young-", StringComparison.Ordinal))));
        Assert.Equal(40, left.Count);
        Assert.Equal(3 + 1, Server.Requests.Count(request => request is { Operation: S3Operation.ListMultipartUploads, Status: 200 }));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await CreateAsync(7, upload => $"tmp/{upload}");
        _clock.Advance(TimeSpan.FromDays(8));
        using AmazonS3Client client = PatientClient();
        List<AbortResult> results = await Cleanup(client).AbortAsync(WeekOld, dryRun: true).ToListAsync();
        Assert.Equal(Enumerable.Repeat(AbortOutcome.WouldBeAborted, 7), results.Select(result => result.Outcome));
        Assert.Equal(7, await Cleanup(client).ListAsync(WeekOld).CountAsync());
        Assert.DoesNotContain(Server.Requests, request => request.Operation == S3Operation.AbortMultipartUpload);
    }

    [Fact]
    public async Task An_abort_that_fails_in_the_middle_does_not_stop_the_rest()
    {
        await CreateAsync(9, upload => $"tmp/{upload}");
        _clock.Advance(TimeSpan.FromDays(8));
        Server.Faults.Add(
            new Fault { Operation = S3Operation.AbortMultipartUpload, Key = "tmp/4", Effect = FaultEffect.Status(403, "AccessDenied") });
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.AbortMultipartUpload,
            Key = "tmp/6",
            Times = 2,
            Effect = FaultEffect.Status(503, "SlowDown")
        });
        using AmazonS3Client client = PatientClient();
        List<AbortResult> results = await Cleanup(client).AbortAsync(WeekOld).ToListAsync();
        AbortResult failed = Assert.Single(results, result => result.Outcome != AbortOutcome.Aborted);
        Assert.Equal(("tmp/4", AbortOutcome.Failed), (failed.Upload.Key, failed.Outcome));
        Assert.Equal((9, "AccessDenied"), (results.Count, Assert.IsType<AmazonS3Exception>(failed.Exception).ErrorCode));
        Assert.Equal("tmp/4", (await Cleanup(client).ListAsync(WeekOld).SingleAsync()).Key);
    }

    [Fact]
    public async Task The_size_is_that_of_the_stored_parts()
    {
        string uploadId = await CreateUploadAsync("tmp/a");
        await UploadPartAsync("tmp/a", uploadId, 1, RandomBytes(10));
        await UploadPartAsync("tmp/a", uploadId, 7, RandomBytes(5));
        IncompleteUpload upload = await Cleanup(Client).ListAsync(WeekOld with { OlderThan = null, IncludeSize = true }).SingleAsync();
        Assert.Equal((uploadId, 2, 15, "STANDARD"), (upload.UploadId, upload.PartCount, upload.StoredSize, upload.StorageClass));
    }

    [Fact]
    public async Task A_part_that_arrives_while_its_upload_is_aborted_is_removed_too()
    {
        string uploadId = await CreateUploadAsync("tmp/a");
        await UploadPartAsync("tmp/a", uploadId, 1, RandomBytes(10));
        _clock.Advance(TimeSpan.FromDays(8));

        // The first abort is answered, but not carried out: as if a part had come late.
        Server.Faults.Add(new Fault { Operation = S3Operation.AbortMultipartUpload, Times = 1, Effect = FaultEffect.EmptyOk(done: false) });
        using AmazonS3Client client = PatientClient();
        Assert.Equal(AbortOutcome.Aborted, (await Cleanup(client).AbortAsync(WeekOld).SingleAsync()).Outcome);
        Assert.Empty(await Cleanup(client).ListAsync(WeekOld).ToListAsync());
    }

    [Fact]
    public async Task With_the_systems_clock_an_upload_has_the_age_that_the_store_would_give_it()
    {
        // This machine's clock is ten days behind the store's.
        await CreateUploadAsync("tmp/old");
        _clock.Advance(TimeSpan.FromDays(10));
        using AmazonS3Client client = PatientClient();
        await client.InitiateMultipartUploadAsync(Bucket, "tmp/young");
        List<IncompleteUpload> uploads = await new IncompleteUploads(client).ListAsync(WeekOld with { OlderThan = null }).ToListAsync();
        Assert.Equal([10, 0], uploads.Select(upload => Math.Round(Assert.NotNull(upload.Age).TotalDays, 1)));
    }

    private IncompleteUploads Cleanup(AmazonS3Client client) => new(
        client, new S3MultipartUploadOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }, timeProvider: new EndpointClock(_clock));

    /// <summary>A client of a machine with a right clock: it signs by the endpoint's, once it knows it.</summary>
    private AmazonS3Client PatientClient() => Server.CreateClient(config => config.MaxErrorRetry = 1);

    private async Task CreateAsync(int count, Func<int, string> keyOf)
    {
        // Raw requests: the SDK's take three times as long.
        using var http = new HttpClient { BaseAddress = Server.Endpoint };
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (upload, token) =>
        {
            using HttpResponseMessage answer = await http.PostAsync($"/{Bucket}/{keyOf(upload)}?uploads", content: null, token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
    }

    /// <summary>The endpoint's clock for ages, and the system's for delays, which nobody advances here.</summary>
    private sealed class EndpointClock(TimeProvider endpoint) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => endpoint.GetUtcNow();
    }
}
