using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>
/// A node whose clock is wrong: it is not taken for dead, and takes nobody for dead, for all go by the time of the database.
/// </summary>
public sealed class ClockTests(Postgres postgres) : FleetScenario(postgres)
{
    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task A_clock_that_is_wrong_by_minutes_has_no_work_done_twice(int minutes)
    {
        byte[] bytes = await WriteAsync("large.bin", 40 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        await Fleet.SubmitAsync(Upload("large") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        var wrong = new ShiftedClock { Shift = TimeSpan.FromMinutes(minutes) };
        await StartNodeAsync(services => services.AddSingleton<TimeProvider>(wrong), Configure);
        await hold.WaitAsync(1);
        await StartNodeAsync(Configure);
        await CheckedInAsync(times: 8);
        long begun = await CountAsync("select count(*) from qrtz_fired_triggers");
        hold.Release();
        Assert.Equal(4, begun); // What both have begun was theirs still.
        FleetStatus end = await EndOfAsync("large");
        Assert.Equal((FleetState.Completed, 8), (end.State, end.PartsStored));
        await AssertStoredAsync("l", bytes);
        Assert.Equal(8, Server.Requests.Count(request => request.Operation == S3Operation.UploadPart));
    }

    private static void Configure(FleetOptions options)
    {
        (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 10 * MiB);
        options.CheckInInterval = TimeSpan.FromSeconds(1);
        options.MaxJobs = 2;
    }

    /// <summary>Until the nodes have said that they live, so often.</summary>
    private async Task CheckedInAsync(int times)
    {
        long last = 0;
        await UntilAsync(async () =>
        {
            long now = await CountAsync("select sum(last_checkin_time)::bigint from qrtz_scheduler_state");
            (last, times) = (now, now == last ? times : times - 1);
            return times == 0;
        });
    }
}
