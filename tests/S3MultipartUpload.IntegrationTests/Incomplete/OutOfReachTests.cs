using Amazon.S3;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Incomplete;

/// <summary>Uploads whose keys begin with a slash, which the SDK drops: its requests would name the upload of another key.</summary>
public sealed class OutOfReachTests
{
    private const string Bucket = "photos";

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private static readonly IncompleteUploadQuery DayOld = new() { BucketName = Bucket, OlderThan = TimeSpan.FromDays(1) };

    [Fact]
    public async Task What_the_sdk_cannot_name_is_listed_marked_and_left_as_it_is()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { Bucket }, AllowAnonymous = true, TimeProvider = _clock });
        await CreateAsync(server, "//a");
        await CreateAsync(server, "/a");
        await CreateAsync(server, "a");
        _clock.Advance(TimeSpan.FromDays(2));
        using AmazonS3Client client = server.CreateClient(config => config.MaxErrorRetry = 2); // It learns the clock of the server.
        var incomplete = new IncompleteUploads(client, timeProvider: _clock);

        foreach (bool dryRun in new[] { true, false })
        {
            List<IncompleteUpload> listed = await incomplete.ListAsync(DayOld with { IncludeSize = true }).ToListAsync();
            Assert.Equal(
                [("//a", true, null), ("/a", true, null), ("a", false, 0)],
                listed.Select(upload => (upload.Key, upload.IsOutOfReach, upload.PartCount)));
            List<AbortResult> results = await incomplete.AbortAsync(DayOld, dryRun).ToListAsync();
            AbortOutcome reached = dryRun ? AbortOutcome.WouldBeAborted : AbortOutcome.Aborted;
            Assert.Equal([AbortOutcome.OutOfReach, AbortOutcome.OutOfReach, reached], results.Select(result => result.Outcome));
            Assert.All(results, result => Assert.Null(result.Exception));
        }

        Assert.Single(server.Requests, request => request.Operation == S3Operation.AbortMultipartUpload);
        Assert.Equal(["//a", "/a"], await incomplete.ListAsync(DayOld).Select(upload => upload.Key).ToListAsync());
    }

    /// <summary>As a client does that leaves keys alone.</summary>
    private static async Task CreateAsync(S3TestServer server, string key)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.PostAsync(new Uri($"{server.Endpoint}{Bucket}/{key}?uploads"), content: null);
        answer.EnsureSuccessStatusCode();
    }
}
