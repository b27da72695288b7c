using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>
/// Whenever an upload is cancelled, nothing of it stays open at the store once every node has heard of it; and what was stored before is
/// whole.
/// </summary>
public sealed class CancelTests(Postgres postgres) : FleetScenario(postgres)
{
    private const int Files = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Cancelled_at_any_instant_it_leaves_nothing_open(int seed)
    {
        var bytes = new Dictionary<string, byte[]> { ["large"] = await WriteAsync("in/large", 40 * MiB) };
        for (int file = 0; file < Files; file++)
        {
            bytes[$"{file}"] = await WriteAsync($"in/{file}", 1_000 + file);
        }

        // 1 create, 8 parts in 4 ranges, 1 complete, 20 files: the instant is before, amid or after any of them.
        int requests = new Random(seed).Next(Files + 15);
        Server.Faults.Add(new Fault { Effect = FaultEffect.Latency(TimeSpan.FromMilliseconds(30)) });
        await Fleet.SubmitAsync(Upload("cancel") with { PartSize = 5 * MiB }, new FleetFolder(FleetSource.File("data", "in")));
        await StartNodeAsync(Configure);
        await StartNodeAsync(Configure);
        await UntilAsync(async () => Server.Requests.Count >= requests || (await Fleet.GetAsync("cancel"))!.HasEnded);
        try
        {
            await Fleet.CancelAsync("cancel");
        }
        catch (FleetException)
        {
            Assert.Equal(FleetState.Completed, (await Fleet.GetAsync("cancel"))!.State); // It was too late.
        }

        await EndOfAsync("cancel");
        await UntilAsync(async () => await OpenUploadsAsync() == 0);
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_fired_triggers") == 0);

        // When every node must have heard of the end, the last look is taken.
        await ExecuteAsync("update s3_fleet_upload set ended_at = now() - interval '5 minutes'");
        await ExecuteAsync("delete from qrtz_simple_triggers; delete from qrtz_triggers; delete from qrtz_job_details");
        await UntilAsync(async () => await CountAsync("select count(*) from s3_fleet_upload where state = 5 and cleared_at is null") == 0);
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_job_details") == 0);
        Assert.Equal(0, await OpenUploadsAsync());
        Assert.Equal(0, await CountAsync("select count(*) from s3_fleet_checkpoint"));
        foreach (string key in await KeysAsync())
        {
            await AssertStoredAsync(key, bytes[key]);
        }
    }

    /// <summary>However long it takes, the node does not take its own clearing up for work of an upload that has ended.</summary>
    [Fact]
    public async Task Clearing_up_takes_as_long_as_it_takes()
    {
        const int Objects = 40;
        await Fleet.SubmitAsync(
            Upload("many"),
            Enumerable.Range(1, Objects).Select(number => new FleetItem($"{number}", FleetSource.File("data", "none")))
                .ToAsyncEnumerable());
        var uploader = new MultipartUploader(Client);
        for (int number = 1; number <= Objects; number++)
        {
            IMultipartSession session = await uploader.StartAsync(new UploadTarget { BucketName = Bucket, Key = $"{number}" });
            await ExecuteAsync($"update s3_fleet_object set state = 1, session = '{session.ToJson()}' where number = {number}");
        }

        await Fleet.CancelAsync("many");
        Assert.Equal(Objects, await OpenUploadsAsync());
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.AbortMultipartUpload,
            Effect = FaultEffect.Latency(TimeSpan.FromMilliseconds(100)),
        });
        await StartNodeAsync(Configure);
        await UntilAsync(async () => await OpenUploadsAsync() == 0);
        Assert.Equal(Objects, Server.Requests.Count(request => request.Operation == S3Operation.AbortMultipartUpload));
    }

    private static void Configure(FleetOptions options)
    {
        (options.LargeObjectSize, options.RangeSize, options.BatchSize) = (10 * MiB, 10 * MiB, 5);
        options.LostAfter = TimeSpan.FromSeconds(2);
    }
}
