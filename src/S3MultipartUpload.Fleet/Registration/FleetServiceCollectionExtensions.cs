using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Engine;
using S3MultipartUpload.Fleet.Options;
using S3MultipartUpload.Fleet.Origins;
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
    /// <exception cref="InvalidOperationException">No database was named, or its driver is missing.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options break a rule; all of them are named.</exception>
    public static IServiceCollection AddS3UploadFleet(this IServiceCollection services, Action<IFleetBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var fleet = new FleetBuilder(services);
        configure(fleet);
        if (fleet.Source is not { } source)
        {
            throw new InvalidOperationException("The fleet needs a database: fleet.UsePostgres(…).");
        }

        FleetOptionsRules.ThrowIfWrong(fleet.Options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(fleet.Options);
        var clock = new DatabaseClock(ClockOf(services));
        services.AddSingleton(clock);
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
        services.AddSingleton<IUploadFleet>(provider => new Parts(provider, isPatient: false).Fleet);
        if (fleet.Scheduler is null)
        {
            services.AddQuartz(SchedulerName, quartz => Configure(quartz, fleet, clock));
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
        services.AddSingleton(provider => new Parts(provider, isPatient: true).Worker());
        services.AddTransient<FleetJob>();

        // The tables come first, and the jobs end before the scheduler does: what is registered last is stopped first.
        if (fleet.Scheduler is null)
        {
            services.AddQuartzHostedService(SchedulerName, options => options.WaitForJobsToComplete = true);
        }

        services.AddSingleton<IHostedService>(provider => new Parts(provider, isPatient: false).Node());
    }

    private static ValueTask<IScheduler> FindAsync(IServiceProvider provider, CancellationToken cancellationToken) =>
        provider.GetRequiredKeyedService<ISchedulerFactory>(SchedulerName).GetScheduler(cancellationToken);

    /// <summary>That of the application, if it has one of its own already.</summary>
    private static TimeProvider ClockOf(IServiceCollection services) => services
        .LastOrDefault(service => service.ServiceType == typeof(TimeProvider) && !service.IsKeyedService)?.ImplementationInstance
        as TimeProvider ?? TimeProvider.System;

    private static void Configure(IQuartzBuilder quartz, FleetBuilder fleet, DatabaseClock clock)
    {
        FleetOptions options = fleet.Options;
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.GenerateInstanceId = true;
            scheduler.IdleWaitTime = options.IdleTime;
            scheduler.MaxBatchSize = 1;
        });
        quartz.UseTimeProvider(clock);
        quartz.UseDefaultThreadPool(options.MaxJobs);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(source => source.DataSourceFactory = _ => fleet.Source!);
            store.ProvisionSchema();
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

    /// <summary>Puts the rooms together. A node waits for a database that is away, a client says so.</summary>
    private sealed class Parts
    {
        private readonly IServiceProvider _provider;
        private readonly FleetOptions _options;
        private readonly FleetDatabase _database;
        private readonly UploadTable _uploads;
        private readonly ObjectTable _objects;
        private readonly RangeTable _ranges;
        private readonly IWorkSchedule _schedule;
        private readonly WorkPlan _plan;
        private readonly TimeProvider _time;

        public Parts(IServiceProvider provider, bool isPatient)
        {
            _provider = provider;
            _options = provider.GetRequiredService<FleetOptions>();
            _time = provider.GetRequiredService<TimeProvider>();
            FleetDatabase database = provider.GetRequiredService<FleetDatabase>();
            _database = isPatient ? database.ToPatient() : database;
            _uploads = new UploadTable(_database);
            _objects = new ObjectTable(_database);
            _ranges = new RangeTable(_database);
            _schedule = provider.GetRequiredService<IWorkSchedule>();
            _plan = new WorkPlan(_uploads, _objects, _ranges, _schedule, _options);
        }

        public UploadFleet Fleet => new(
            _database, _uploads, new UploadTable(_database.ToPatient()), _objects, _schedule, _plan, _time);

        public FleetNode Node() => new(
            _database,
            _uploads,
            _schedule,
            _plan,
            _provider.GetRequiredService<RunningWork>(),
            new FleetGauges(_uploads, _time),
            _options,
            _provider.GetRequiredService<DatabaseClock>(),
            _time,
            _provider.GetRequiredService<ILogger<FleetNode>>());

        public FleetWorker Worker()
        {
            IMultipartUploader uploader = _options.UploaderKey is { } key
                ? _provider.GetRequiredKeyedService<IMultipartUploader>(key)
                : _provider.GetRequiredService<IMultipartUploader>();
            RunningWork running = _provider.GetRequiredService<RunningWork>();
            HttpClient client = _provider.GetService<HttpClient>() ?? new HttpClient();
            var sources = new SourceOpener(_options, client);
            var sizes = new SizeRules(
                _provider.GetRequiredService<IOptionsMonitor<S3MultipartUploadOptions>>().Get(_options.UploaderKey), _options);
            var checkpoints = new DbCheckpointStore(_database, lease: null, _time);
            var others = new OtherNodes(_schedule, _options, _time, _provider.GetRequiredService<ILogger<FleetWorker>>());
            return new FleetWorker(
                _uploads,
                _objects,
                _schedule,
                running,
                others,
                new Dictionary<WorkKind, IWork>
                {
                    [WorkKind.List] = new ListWork(_database, _uploads, sources, _plan),
                    [WorkKind.Batch] = new BatchWork(
                        _objects, sources, uploader, checkpoints, _schedule, running, others, sizes, _options, _time),
                    [WorkKind.Open] = new OpenWork(_objects, _ranges, sources, uploader, _plan, sizes, _options, _time),
                    [WorkKind.Range] = new RangeWork(_objects, _ranges, sources, uploader, _schedule, _options),
                    [WorkKind.Complete] = new CompleteWork(_objects, _ranges, sources, uploader),
                    [WorkKind.Abort] = new AbortWork(_uploads, _objects, uploader, checkpoints),
                },
                _options,
                _time,
                _provider.GetRequiredService<ILogger<FleetWorker>>());
        }
    }
}
