using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Quartz;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Engine;
using S3MultipartUpload.Fleet.Options;
using S3MultipartUpload.Fleet.Registration;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet;

/// <summary>Registers a fleet with an application's services.</summary>
public static class FleetServiceCollectionExtensions
{
    private const string SchedulerName = "S3MultipartUpload.Fleet";

    /// <summary>
    /// Registers <see cref="IUploadFleet"/>, and makes the application a node, unless it is to submit only. The application registers the
    /// uploader (<c>AddS3MultipartUpload()</c>) and the client, whose credentials never leave the machine.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says at least which database.</param>
    /// <exception cref="InvalidOperationException">
    /// No database was named, or its driver is missing; or there is a fleet among the services already; or settings for a scheduler of its
    /// own were given (UseQuartz) beside the application's (UseScheduler).
    /// </exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options break a rule; all of them are named.</exception>
    public static IServiceCollection AddS3UploadFleet(this IServiceCollection services, Action<IFleetBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(service => service.ServiceType == typeof(FleetDatabase)))
        {
            throw new InvalidOperationException(
                "The application has a fleet already, and is one node, or one client, of it: say it all in one call of AddS3UploadFleet.");
        }

        var fleet = new FleetBuilder(services);
        configure(fleet);
        if (fleet.Source is not { } source)
        {
            throw new InvalidOperationException("The fleet needs a database: fleet.UsePostgres(…).");
        }

        if (fleet is { Scheduler: not null, Quartz.Count: > 0 })
        {
            throw new InvalidOperationException(
                "UseQuartz sets the fleet's own scheduler, and by UseScheduler it has none: set that of the application where it is made.");
        }

        FleetOptionsRules.ThrowIfWrong(fleet.Options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(fleet.Options);
        services.AddSingleton(provider => new DatabaseClock(provider.GetRequiredService<TimeProvider>()));
        if (fleet.OwnsSource)
        {
            services.AddKeyedSingleton(SchedulerName, (_, _) => source); // What services make, they dispose.
        }
        else
        {
            services.AddKeyedSingleton(SchedulerName, source);
        }

        services.AddSingleton(provider => new FleetDatabase(
            provider.GetRequiredKeyedService<DbDataSource>(SchedulerName), provider.GetRequiredService<TimeProvider>(), isPatient: false));
        services.AddSingleton<IWorkSchedule>(provider => new QuartzSchedule(
            cancel => fleet.Scheduler is { } find ? find(provider, cancel) : FindAsync(provider, cancel),
            isOwn: fleet.Scheduler is null));
        services.AddSingleton<IUploadFleet>(provider => new FleetWiring(provider, isPatient: false).Fleet);
        if (fleet.Scheduler is null)
        {
            services.AddKeyedSingleton<TimeProvider>(SchedulerName, (provider, _) => provider.GetRequiredService<DatabaseClock>());
            services.AddQuartz(SchedulerName, quartz => Configure(quartz, fleet, source));
        }

        if (fleet.IsNode)
        {
            AddNode(services, fleet);
        }

        return services;
    }

    private static void AddNode(IServiceCollection services, FleetBuilder fleet)
    {
        services.AddSingleton<RunningWork>();
        services.AddSingleton(provider => new FleetWiring(provider, isPatient: true).Worker());
        services.AddTransient<FleetJob>();

        // The tables come first, and the jobs end before the scheduler does: what is registered last is stopped first.
        if (fleet.Scheduler is null)
        {
            services.AddQuartzHostedService(SchedulerName, options => options.WaitForJobsToComplete = true);
        }

        services.AddSingleton<IHostedService>(provider => new FleetWiring(provider, isPatient: false).Node());
    }

    private static ValueTask<IScheduler> FindAsync(IServiceProvider provider, CancellationToken cancellationToken) =>
        provider.GetRequiredKeyedService<ISchedulerFactory>(SchedulerName).GetScheduler(cancellationToken);

    private static void Configure(IQuartzBuilder quartz, FleetBuilder fleet, DbDataSource source)
    {
        FleetOptions options = fleet.Options;
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.GenerateInstanceId = true;
            scheduler.IdleWaitTime = options.IdleTime;
            scheduler.MaxBatchSize = 1;
        });
        quartz.UseDefaultThreadPool(options.MaxJobs);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(postgres => postgres.DataSourceFactory = _ => source);
            store.ProvisionSchema();
            store.ConfigureStore(ado => ado.DbRetryInterval = options.CheckInInterval); // A database that is back is met as soon.
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = options.CheckInInterval;
                cluster.CheckinMisfireThreshold = options.CheckInInterval;
            });
        });
        if (options.PartLimits.Count > 0)
        {
            quartz.UseExecutionLimits(limits =>
            {
                foreach ((string group, int most) in options.PartLimits)
                {
                    limits.ForGroup(group, most, ExecutionLimitScope.Cluster);
                }
            });
        }

        fleet.Quartz.ForEach(configure => configure(quartz));
    }
}
