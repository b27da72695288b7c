using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Engine;
using S3MultipartUpload.Fleet.Origins;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Registration;

/// <summary>Puts the rooms together. A node waits for a database that is away, a client says so.</summary>
internal sealed class FleetWiring
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

    public FleetWiring(IServiceProvider provider, bool isPatient)
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

    public UploadFleet Fleet => new(_database, _uploads, _objects, _schedule, _plan, _time);

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
        S3MultipartUploadOptions uploads =
            _provider.GetRequiredService<IOptionsMonitor<S3MultipartUploadOptions>>().Get(_options.UploaderKey);
        var sizes = new SizeRules(uploads, _options);
        var log = new WorkLog(_provider.GetRequiredService<ILogger<FleetWorker>>(), uploads.LogKeys);
        var checkpoints = new DbCheckpointStore(_database, lease: null, _time);
        var others = new OtherNodes(_schedule, _options, _time, log);
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
                    _objects,
                    sources,
                    uploader,
                    checkpoints,
                    _schedule,
                    running,
                    others,
                    sizes,
                    _options,
                    _time,
                    log),
                [WorkKind.Open] = new OpenWork(_objects, _ranges, sources, uploader, _plan, sizes, _options, _time),
                [WorkKind.Range] = new RangeWork(_objects, _ranges, sources, uploader, _schedule, _options),
                [WorkKind.Complete] = new CompleteWork(_objects, _ranges, sources, uploader),
                [WorkKind.Abort] = new AbortWork(_uploads, _objects, uploader, checkpoints),
            },
            _options,
            _time,
            log);
    }
}
