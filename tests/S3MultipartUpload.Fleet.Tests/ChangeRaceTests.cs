using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>
/// Two clients change one upload at the same time: it is as one of them left it, and has the work for that, however their steps fall.
/// </summary>
public sealed class ChangeRaceTests(Postgres postgres) : FleetScenario(postgres)
{
    private const string Jobs = "select count(*) from qrtz_job_details";

    [Fact]
    public async Task Resumed_amid_a_pause_it_has_work() =>
        await AssertPausedAsync(id => Fleet.ResumeAsync(id), FleetState.Running, "List-0-0");

    [Fact]
    public async Task Cancelled_amid_a_pause_it_is_cleared_up() =>
        await AssertPausedAsync(id => Fleet.CancelAsync(id), FleetState.Canceled, "Abort-0-0");

    /// <summary>What was on its way is the last of it, and fails.</summary>
    [Fact]
    public async Task Failed_and_retried_amid_a_pause_it_has_work() => await AssertPausedAsync(
        async id =>
        {
            await ExecuteAsync("update s3_fleet_object set state = 3; update s3_fleet_upload set state = 4, objects_failed = 1");
            await Fleet.RetryAsync(id);
        },
        FleetState.Running,
        "List-0-0");

    [Fact]
    public async Task Resumed_and_paused_amid_a_pause_it_has_none()
    {
        await PauseAsync(async id =>
        {
            await Fleet.ResumeAsync(id);
            await Fleet.PauseAsync(id);
        });
        Assert.Equal(FleetState.Paused, (await Fleet.GetAsync("raced"))!.State);
        Assert.Equal(0, await CountAsync(Jobs));
    }

    private async Task AssertPausedAsync(Func<string, Task> amid, FleetState state, string job)
    {
        await PauseAsync(amid);
        Assert.Equal(state, (await Fleet.GetAsync("raced"))!.State);
        Assert.Equal(1, await CountAsync($"{Jobs} where job_name = '{job}'"));
    }

    /// <summary>A client pauses; when it has said so, and before it takes the work back, another does something.</summary>
    private async Task PauseAsync(Func<string, Task> amid)
    {
        await Fleet.SubmitAsync(Upload("raced"), new FleetItem("a", FleetSource.File("data", "a.bin")));
        var services = new ServiceCollection();
        services.AddLogging().AddS3UploadFleet(fleet => fleet.UsePostgres(Connection).SubmitOnly());
        ServiceDescriptor schedule = services.Last(service => service.ServiceType == typeof(IWorkSchedule));
        services.AddSingleton<IWorkSchedule>(provider => new Amid((IWorkSchedule)schedule.ImplementationFactory!(provider), amid));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IUploadFleet>().PauseAsync("raced");
    }

    private sealed class Amid(IWorkSchedule schedule, Func<string, Task> amid) : IWorkSchedule
    {
        public async Task ClearAsync(string id, CancellationToken cancellationToken)
        {
            await amid(id);
            await schedule.ClearAsync(id, cancellationToken);
        }

        public Task ScheduleAsync(
            FleetUpload upload, IReadOnlyCollection<WorkItem> items, TimeSpan delay, CancellationToken cancellationToken) =>
            schedule.ScheduleAsync(upload, items, delay, cancellationToken);

        public Task<bool> HasWorkAsync(string id, CancellationToken cancellationToken) => schedule.HasWorkAsync(id, cancellationToken);

        public Task<(string Own, IReadOnlyCollection<string> All)> NodesAsync(CancellationToken cancellationToken) =>
            schedule.NodesAsync(cancellationToken);

        public Task StandByAsync(CancellationToken cancellationToken) => schedule.StandByAsync(cancellationToken);

        public Task WhenBegunAsync(RunningWork running, CancellationToken cancellationToken) =>
            schedule.WhenBegunAsync(running, cancellationToken);
    }
}
