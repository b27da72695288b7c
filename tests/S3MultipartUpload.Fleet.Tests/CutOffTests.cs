using Microsoft.Extensions.Hosting;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>A node that cannot reach the database any more, while all others can, and the store.</summary>
public sealed class CutOffTests(Postgres postgres) : FleetScenario(postgres)
{
    private const int Parts = 8;

    /// <summary>Its ranges end before others take them over, or long after.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_ranges_are_taken_over_and_it_comes_back(bool isLate)
    {
        byte[] bytes = await WriteAsync("large.bin", Parts * 5 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Times = 4, Effect = hold });
        await Fleet.SubmitAsync(Upload("large") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        await using var line = new DatabaseLine(Connection);
        IHost cutOff = await StartAsync(line.Connection);
        await hold.WaitAsync(4); // Two ranges of two parts.
        await line.CutAsync();
        if (!isLate)
        {
            hold.Release();
            await UntilAsync(() => Task.FromResult(PartsSent == 4));
        }

        IHost other = await StartAsync(Connection);
        FleetStatus end = await EndOfAsync("large");
        hold.Release();
        line.Mend();
        await UntilAsync(async () => await CountAsync(
            "select count(*) from qrtz_scheduler_state where last_checkin_time > " +
            "(select max(last_checkin_time) from qrtz_scheduler_state) - 30000000") == 2);
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_job_details") == 0);
        await StopNodeAsync(other);

        // It is alone now, and works on.
        await Fleet.SubmitAsync(Upload("next"), new FleetItem("n", FleetSource.File("data", "large.bin")));
        Assert.Equal(FleetState.Completed, (await EndOfAsync("next")).State);
        await AssertStoredAsync("n", bytes);
        await AssertStoredAsync("l", bytes);
        Assert.Equal((FleetState.Completed, (long)bytes.Length, (long)Parts), (end.State, end.BytesStored, end.PartsStored));
        Assert.True(Same(end, (await Fleet.GetAsync("large"))!));
        Assert.Single(await Fleet.GetObjectsAsync("large").ToListAsync());
        Assert.Single(Server.Requests, request => request is { Operation: S3Operation.CompleteMultipartUpload, Key: "l", Status: 200 });
        Assert.Equal(0, await OpenUploadsAsync());
        if (!isLate)
        {
            Assert.Equal(Parts, PartsSent); // What it had sent was there.
        }

        await StopNodeAsync(cutOff);
    }

    private int PartsSent => Server.Requests.Count(request => request is { Operation: S3Operation.UploadPart, Key: "l", Status: 200 });

    private static bool Same(FleetStatus one, FleetStatus other) =>
        (one.State, one.ObjectsStored, one.ObjectsFailed, one.BytesStored, one.PartsStored, one.EndedAt)
        == (other.State, other.ObjectsStored, other.ObjectsFailed, other.BytesStored, other.PartsStored, other.EndedAt);

    private async Task<IHost> StartAsync(string connection)
    {
        IHost host = Build(fleet => fleet.UsePostgres(connection).Configure(options =>
        {
            options.Roots["data"] = Folder;
            (options.LargeObjectSize, options.RangeSize, options.MaxJobs) = (10 * MiB, 10 * MiB, 2);
            options.CheckInInterval = options.RetryDelay = TimeSpan.FromSeconds(1);
        }));
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
