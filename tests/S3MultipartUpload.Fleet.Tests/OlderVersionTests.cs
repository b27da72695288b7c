using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Engine;
using S3MultipartUpload.Fleet.Work;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>What an older version has written is read: tables, rows and jobs as they were, in Older/*.sql, a file a version.</summary>
public sealed class OlderVersionTests(Postgres postgres) : FleetScenario(postgres)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rows_of_an_older_version_are_brought_up_to_date_and_worked_on(int version)
    {
        byte[] bytes = await WriteAsync("a.bin", 100);
        await WriteAsync("in/b.bin", 100);
        await ExecuteAsync(await ReadAsync(version));
        FleetStatus paused = (await Fleet.GetAsync("paused"))!;
        Assert.Equal((FleetState.Paused, 2, 1, 100), (paused.State, paused.Objects, paused.ObjectsStored, paused.BytesStored));
        UploadManifest manifest = (await Fleet.GetObjectsAsync("paused").SingleAsync()).Manifest;
        Assert.Equal(("done", 100L), (manifest.Key, manifest.Size));
        Assert.Equal("it was away", Assert.Single((await Fleet.GetAsync("failed"))!.Failures).Reason);
        Assert.Equal(FleetState.Canceled, (await Fleet.GetAsync("canceled"))!.State);

        await StartNodeAsync(options => options.LostAfter = TimeSpan.FromSeconds(2));
        await Fleet.ResumeAsync("paused");
        await Fleet.RetryAsync("failed");
        Assert.Equal(FleetState.Completed, (await EndOfAsync("paused")).State);
        Assert.Equal(FleetState.Completed, (await EndOfAsync("failed")).State);
        Assert.Equal(FleetState.Completed, (await EndOfAsync("folder")).State);
        await AssertStoredAsync("waiting", bytes);
        await AssertStoredAsync("given-up", bytes);
        Assert.Equal(["given-up", "in/b.bin", "waiting"], await KeysAsync());
        await UntilAsync(async () => await CountAsync("select count(*) from s3_fleet_upload where state = 5 and cleared_at is null") == 0);
    }

    /// <summary>A node of the older version has sent the first of its two ranges.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_object_that_an_older_version_has_begun_is_ended(int version)
    {
        byte[] bytes = await WriteAsync("large.bin", 20 * MiB);
        string path = Path.Combine(Folder, "large.bin");
        IMultipartSession session = await new MultipartUploader(Client)
            .StartAsync(new UploadTarget { BucketName = Bucket, Key = "large" });
        UploadedSpan first = await session.UploadRangeAsync(
            PartSource.FromFile(path), new PartSpan { FirstPart = 1, LastPart = 2, PartSize = 5 * MiB });
        JsonNode upload = JsonNode.Parse(session.ToJson())!["upload"]!;
        string older = await ReadAsync(version);
        Assert.All(first.Parts, part => Assert.Contains(part.Checksum ?? "none", older, StringComparison.Ordinal));
        await ExecuteAsync(older
            .Replace("{uploadId}", (string?)upload["uploadId"], StringComparison.Ordinal)
            .Replace("{uploadToken}", (string?)upload["uploadToken"], StringComparison.Ordinal)
            .Replace("{identity}", SourceIdentity.Of(PartSource.FromFile(path)).ToString(), StringComparison.Ordinal));
        FleetStatus begun = (await Fleet.GetAsync("open"))!;
        Assert.Equal((FleetState.Paused, 2, 10 * MiB), (begun.State, begun.PartsStored, begun.BytesStored));
        await StartNodeAsync();
        await Fleet.ResumeAsync("open");
        FleetStatus end = await EndOfAsync("open");
        Assert.Equal((FleetState.Completed, 4, bytes.Length), (end.State, end.PartsStored, end.BytesStored));
        await AssertStoredAsync("large", bytes);
        UploadManifest manifest = (await Fleet.GetObjectsAsync("open").SingleAsync()).Manifest;
        Assert.Equal(first.Parts.Select(part => part.ETag), manifest.Parts.Take(2).Select(part => part.ETag));
        Assert.Equal(
            [1, 2, 3, 4],
            Server.Requests.Where(request => request.Operation == S3Operation.UploadPart)
                .Select(request => request.PartNumber ?? 0).Order());
        Assert.Equal(0, await OpenUploadsAsync());
    }

    /// <summary>Each kind, as the first version has put it into a job.</summary>
    [Theory]
    [InlineData("1 List 0 0 0 0", "List-0-0")]
    [InlineData("1 Batch 1 0 1000 0", "Batch-1-0")]
    [InlineData("1 Open 7 0 0 2", "Open-7-0")]
    [InlineData("1 Range 7 33 64 1", "Range-7-33")]
    [InlineData("1 Complete 7 0 0 0", "Complete-7-0")]
    [InlineData("1 Abort 0 0 0 0", "Abort-0-0")]
    [InlineData("1 Abort 0 1 0 0", "Abort-0-1")]
    public void Jobs_of_the_first_version_are_read(string text, string name)
    {
        Assert.True(WorkItem.TryParse("upload", text, out WorkItem? item));
        Assert.Equal((name, text), (item.Name, item.ToString()));
    }

    /// <summary>What a newer version has written is left to nodes that know it.</summary>
    [Fact]
    public async Task Work_of_a_newer_version_is_kept_for_newer_nodes()
    {
        IHost node = await StartNodeAsync();
        IScheduler scheduler = await node.Services
            .GetRequiredKeyedService<ISchedulerFactory>("S3MultipartUpload.Fleet").GetScheduler(TestContext.Current.CancellationToken);
        var key = new TriggerKey("Merge-1-0", "newer");
        DateTimeOffset now = scheduler.TimeProvider.GetUtcNow();
        await scheduler.ScheduleJob(
            JobBuilder.Create<FleetJob>().WithIdentity("Merge-1-0", "newer").UsingJobData(FleetJob.Work, "3 Merge 1 0 0 0 x").Build(),
            TriggerBuilder.Create().WithIdentity(key).StartAt(now).Build());
        await UntilAsync(async () => (await scheduler.GetTrigger(key))?.NextFireTimeUtc > now + TimeSpan.FromSeconds(30));
        Assert.NotNull(await scheduler.GetJobDetail(new JobKey("Merge-1-0", "newer")));
    }

    /// <summary>The one has not replaced the other.</summary>
    [Fact]
    public void An_object_by_itself_has_another_name_than_its_batch() => Assert.NotEqual(
        new WorkItem(WorkKind.Batch, "upload", Number: 1, First: 1, Last: 1).Name,
        new WorkItem(WorkKind.Batch, "upload", Number: 1, Last: 1_000).Name);

    [Fact]
    public void A_range_of_the_first_version_is_read()
    {
        StoredPart part = Assert.Single(FleetJson.ReadParts(
            """[{"partNumber":3,"size":5242880,"eTag":"\u0022abc\u0022"}]"""));
        Assert.Equal((3, 5_242_880, "\"abc\""), (part.PartNumber, part.Size, part.ETag));
    }

    private static Task<string> ReadAsync(int version) =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Older", $"{version}.sql"));
}
