using S3MultipartUpload.Fleet.Work;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>A node that has not the storage leaves the work to those that have; what nobody has fails, and says so.</summary>
public sealed class MissingMountTests(Postgres postgres) : FleetScenario(postgres)
{
    private const string LeftBySomebody = "select count(*) from qrtz_job_details where encode(job_data, 'escape') like '%\"2 %'";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_of_a_node_without_the_mount_is_done_by_others_and_counts_as_no_attempt(bool knowsRoot)
    {
        byte[] small = await WriteAsync("busy/small.bin", 100);
        byte[] large = await WriteAsync("large.bin", 20 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Times = 1, Effect = hold });
        await Fleet.SubmitAsync(Upload("busy"), new FleetItem("busy", FleetSource.File("data", "busy/small.bin")));
        await StartNodeAsync(options => Configure(options, jobs: 1));
        await hold.WaitAsync(1);
        string empty = Directory.CreateDirectory(Path.Combine(Folder, "empty")).FullName;
        await StartNodeAsync(options =>
        {
            Configure(options, jobs: 4);
            options.Roots.Clear();
            if (knowsRoot)
            {
                options.Roots["data"] = empty;
            }
        });
        await Fleet.SubmitAsync(
            Upload("large") with { PartSize = 5 * MiB }, new FleetItem("large", FleetSource.File("data", "large.bin")));
        await Fleet.SubmitAsync(Upload("folder"), new FleetFolder(FleetSource.File("data", "busy"), "folder/"));
        await UntilAsync(async () => await CountAsync(LeftBySomebody) == 2);
        hold.Release();
        Assert.Equal(
            (FleetState.Completed, FleetState.Completed, FleetState.Completed),
            ((await EndOfAsync("busy")).State, (await EndOfAsync("large")).State, (await EndOfAsync("folder")).State));
        await AssertStoredAsync("large", large);
        await AssertStoredAsync("folder/small.bin", small);
        Assert.Equal(1, await CountAsync("select max(attempts)::bigint from s3_fleet_object"));
    }

    [Fact]
    public async Task What_no_node_has_fails_with_the_reason()
    {
        await StartNodeAsync(options => Configure(options, jobs: 1));
        await StartNodeAsync(options => Configure(options, jobs: 1));
        await Fleet.SubmitAsync(Upload("no"), new FleetItem("no", FleetSource.File("data", "no.bin")));
        await Fleet.SubmitAsync(Upload("folder"), new FleetFolder(FleetSource.File("data", "no")));
        FleetFailure failure = Assert.Single((await EndOfAsync("no")).Failures);
        Assert.Equal(1, failure.Attempts);
        Assert.Contains("no.bin", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("mounted", Assert.Single((await EndOfAsync("folder")).Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_nodes_that_have_missed_a_source_are_kept_with_the_work()
    {
        var item = new WorkItem(WorkKind.Range, "a", 5, 1, 4) { Failures = 2, Missed = ["node 1,a", "b"] };
        Assert.True(WorkItem.TryParse("a", item.ToString(), out WorkItem? read));
        Assert.Equal(item.Missed, read.Missed);
        Assert.Equal((item.Name, item.ToString()), (read.Name, read.ToString()));
        Assert.Equal("1 Range 5 1 4 2", (item with { Missed = [] }).ToString()); // What versions before read.
    }

    private static void Configure(FleetOptions options, int jobs)
    {
        (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 10 * MiB);
        (options.MaxJobs, options.MaxAttempts, options.RetryDelay) = (jobs, 1, TimeSpan.Zero);
    }
}
