using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>An application's own clustered scheduler does the fleet's work beside its own, and stays the application's.</summary>
public sealed class OwnSchedulerTests(Postgres postgres) : FleetScenario(postgres)
{
    private const string Name = "nightly";

    [Fact]
    public async Task The_fleet_works_on_the_scheduler_of_the_application()
    {
        byte[] large = await WriteAsync("in/large", 20 * MiB);
        byte[] small = await WriteAsync("in/small", 100);
        await using var source = NpgsqlDataSource.Create(Connection);
        IHost host = await StartAsync(source);
        IUploadFleet fleet = host.Services.GetRequiredService<IUploadFleet>();
        await fleet.SubmitAsync(Upload("folder") with { PartSize = 5 * MiB }, new FleetFolder(FleetSource.File("data", "in")));
        FleetStatus end = await EndOfAsync("folder");
        Assert.Equal((FleetState.Completed, 2, 4), (end.State, end.ObjectsStored, end.PartsStored));
        await AssertStoredAsync("large", large);
        await AssertStoredAsync("small", small);

        HoldEffect hold = Hold();
        await fleet.SubmitAsync(Upload("cancel") with { PartSize = 5 * MiB }, new FleetFolder(FleetSource.File("data", "in"), "again/"));
        await hold.WaitAsync(1);
        await fleet.CancelAsync("cancel");
        await UntilAsync(async () => await OpenUploadsAsync() == 0);
        hold.Release();
        await StopNodeAsync(host);
    }

    /// <summary>Neither what runs of the application's, nor what it begins meanwhile and later, is touched.</summary>
    [Fact]
    public async Task A_node_that_stops_amid_work_leaves_the_scheduler_to_the_application()
    {
        await WriteAsync("large.bin", 20 * MiB);
        await using var source = NpgsqlDataSource.Create(Connection);
        IHost host = await StartAsync(source);
        IScheduler scheduler = await FindAsync(host.Services, default);
        OwnWork own = host.Services.GetRequiredService<OwnWork>();
        var key = new JobKey("own", "nightly");
        await scheduler.AddJob(JobBuilder.Create<OwnJob>().WithIdentity(key).StoreDurably().Build());
        await scheduler.TriggerJob(key);
        await own.Begun.WaitAsync(Patience);
        HoldEffect hold = Hold();
        await SubmitLargeAsync(host);
        await hold.WaitAsync(1);

        Task stopping = host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()
            .Single(service => service.GetType().Namespace!.StartsWith("S3MultipartUpload.Fleet", StringComparison.Ordinal))
            .StoppingAsync(TestContext.Current.CancellationToken);
        await scheduler.TriggerJob(key);
        await own.Begun.WaitAsync(Patience);
        Assert.False(stopping.IsCompleted);
        hold.Release();
        await stopping.WaitAsync(Patience);
        Assert.Equal((4, 4L), (PartsSent, (await Fleet.GetAsync("large"))!.PartsStored));
        await scheduler.TriggerJob(key);
        await own.Begun.WaitAsync(Patience);
        own.Go.SetResult();
        for (int job = 0; job < 3; job++)
        {
            await own.Ended.WaitAsync(Patience);
        }

        await StopNodeAsync(host);
    }

    /// <summary>What runs may end within the time that it has, and is not sent again; what takes longer is for another node.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_stops_amid_work_loses_none(bool endsInTime)
    {
        byte[] bytes = await WriteAsync("large.bin", 20 * MiB);
        await using var source = NpgsqlDataSource.Create(Connection);
        IHost host = await StartAsync(source, endsInTime ? TimeSpan.FromMinutes(1) : TimeSpan.Zero);
        HoldEffect hold = Hold();
        await SubmitLargeAsync(host);
        await hold.WaitAsync(1);
        await UntilAsync(async () => (await Fleet.GetAsync("large"))!.PartsStored == 2); // The other range.
        Task stopping = StopNodeAsync(host);
        if (endsInTime)
        {
            Assert.False(stopping.IsCompleted);
            hold.Release();
        }

        await stopping.WaitAsync(Patience);
        hold.Release();
        Assert.Equal(endsInTime ? 4 : 2, (await Fleet.GetAsync("large"))!.PartsStored);

        IHost other = await StartAsync(source);
        FleetStatus end = await EndOfAsync("large");
        Assert.Equal((FleetState.Completed, bytes.Length, 4), (end.State, end.BytesStored, end.PartsStored));
        await AssertStoredAsync("l", bytes);
        Assert.Equal(4, PartsSent);
        await StopNodeAsync(other);
    }

    private static TimeSpan Patience => TimeSpan.FromMinutes(5);

    private int PartsSent => Server.Requests.Count(request => request is { Operation: S3Operation.UploadPart, Key: "l", Status: 200 });

    private HoldEffect Hold()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = hold });
        return hold;
    }

    private static Task<FleetStatus> SubmitLargeAsync(IHost host) => host.Services.GetRequiredService<IUploadFleet>().SubmitAsync(
        Upload("large") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));

    private async Task<IHost> StartAsync(NpgsqlDataSource source, TimeSpan? drain = null)
    {
        IHost host = Build(
            fleet => fleet.UsePostgres(source).UseScheduler(FindAsync).Configure(options =>
            {
                options.Roots["data"] = Folder;
                (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 10 * MiB);
                (options.DrainTimeout, options.RetryDelay) = (drain ?? options.DrainTimeout, TimeSpan.FromSeconds(1));
                options.LostAfter = TimeSpan.FromHours(1); // What is lost is not found by itself.
            }),
            services =>
            {
                services.AddSingleton<OwnWork>();
                services.AddQuartz(Name, quartz =>
                {
                    quartz.ConfigureScheduler(scheduler =>
                    {
                        scheduler.GenerateInstanceId = true;
                        scheduler.IdleWaitTime = TimeSpan.FromSeconds(1);
                    });
                    quartz.UsePersistentStore(store =>
                    {
                        store.UsePostgres(postgres => postgres.DataSourceFactory = _ => source);
                        store.ProvisionSchema();
                        store.UseClustering(cluster =>
                            cluster.CheckinInterval = cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(1));
                    });
                });
                services.AddQuartzHostedService(Name, options => options.WaitForJobsToComplete = true);
            });
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static ValueTask<IScheduler> FindAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredKeyedService<ISchedulerFactory>(Name).GetScheduler(cancellationToken);

    private sealed class OwnWork
    {
        public SemaphoreSlim Begun { get; } = new(0);

        public TaskCompletionSource Go { get; } = new();

        public SemaphoreSlim Ended { get; } = new(0);
    }

    private sealed class OwnJob(OwnWork work) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            work.Begun.Release();
            await work.Go.Task.WaitAsync(cancellationToken);
            work.Ended.Release();
        }
    }
}
