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
        IScheduler scheduler = await FindAsync(host.Services, default);
        await scheduler.AddJob(JobBuilder.Create<OwnJob>().WithIdentity("own", "nightly").StoreDurably().Build());

        await fleet.SubmitAsync(Upload("folder") with { PartSize = 5 * MiB }, new FleetFolder(FleetSource.File("data", "in")));
        FleetStatus end = await EndOfAsync("folder");
        Assert.Equal((FleetState.Completed, 2, 4), (end.State, end.ObjectsStored, end.PartsStored));
        await AssertStoredAsync("large", large);
        await AssertStoredAsync("small", small);

        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        await fleet.SubmitAsync(Upload("cancel") with { PartSize = 5 * MiB }, new FleetFolder(FleetSource.File("data", "in"), "again/"));
        await hold.WaitAsync(1);
        await fleet.CancelAsync("cancel");
        await UntilAsync(async () => await OpenUploadsAsync() == 0);
        hold.Release();

        // Neither the end of the fleet's work nor of its node touches what is the application's.
        await host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()
            .Single(service => service.GetType().Namespace!.StartsWith("S3MultipartUpload.Fleet", StringComparison.Ordinal))
            .StoppingAsync(TestContext.Current.CancellationToken);
        await scheduler.TriggerJob(new JobKey("own", "nightly"));
        await host.Services.GetRequiredService<TaskCompletionSource>().Task.WaitAsync(TimeSpan.FromMinutes(5));
        await StopNodeAsync(host);
    }

    private async Task<IHost> StartAsync(NpgsqlDataSource source)
    {
        IHost host = Build(
            fleet => fleet.UsePostgres(source).UseScheduler(FindAsync).Configure(options =>
            {
                options.Roots["data"] = Folder;
                (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 10 * MiB);
            }),
            services =>
            {
                services.AddSingleton<TaskCompletionSource>();
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
                        store.UseClustering(_ => { });
                    });
                });
                services.AddQuartzHostedService(Name, options => options.WaitForJobsToComplete = true);
            });
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static ValueTask<IScheduler> FindAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredKeyedService<ISchedulerFactory>(Name).GetScheduler(cancellationToken);

    private sealed class OwnJob(TaskCompletionSource ran) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            ran.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
