using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>
/// The whole fleet in numbers, as every node tells them alike. The node reads them now and then, as long as somebody listens; who listens
/// gets what it has read last, and never waits for the database.
/// </summary>
internal sealed class FleetGauges(UploadTable uploads, TimeProvider time)
{
    /// <summary>How old the numbers get.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>What the nodes of this process have read.</summary>
    private static readonly ConcurrentDictionary<FleetGauges, IReadOnlyList<FleetFigures>> Known = new();

    private static readonly FleetState[] Told =
        [FleetState.Listing, FleetState.Running, FleetState.Paused, FleetState.Failed, FleetState.Canceled];

    private static readonly Meter Meter = new(FleetTelemetry.Name);
    private static readonly Instrument[] Instruments =
    [
        Meter.CreateObservableGauge(
            "s3_upload_fleet.uploads",
            () => Tell(figures => Told.Select(state => Of(state.ToString(), Sum(figures, one => one.State == state, one => one.Uploads)))),
            "{upload}",
            "Uploads of the fleet by state."),
        Meter.CreateObservableGauge(
            "s3_upload_fleet.objects",
            () => Tell(figures => new[]
            {
                Of("Waiting", Sum(figures, IsGoingOn, one => one.Objects - one.ObjectsStored - one.ObjectsFailed)),
                Of("Stored", Sum(figures, IsGoingOn, one => one.ObjectsStored)),
                Of("Failed", Sum(figures, IsGoingOn, one => one.ObjectsFailed)),
            }),
            "{object}",
            "Objects of the uploads that have not ended, by state."),
        Meter.CreateObservableGauge(
            "s3_upload_fleet.bytes_stored",
            () => Tell(figures => new[] { new Measurement<long>(Sum(figures, IsGoingOn, one => one.BytesStored)) }),
            "By",
            "Bytes that are stored of the uploads that have not ended."),
        Meter.CreateObservableGauge(
            "s3_upload_fleet.oldest_upload.age",
            () => Tell(figures => new[]
            {
                new Measurement<double>(figures.Where(one => one.State is FleetState.Listing or FleetState.Running)
                    .Select(one => one.Age.TotalSeconds).DefaultIfEmpty().Max()),
            }),
            "s",
            "How long ago the oldest upload was submitted that nodes work on, or should."),
    ];

    private long? _read;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (!Instruments.Any(instrument => instrument.Enabled))
        {
            Forget();
        }
        else if (_read is not { } read || time.GetElapsedTime(read) >= Interval)
        {
            Known[this] = await uploads.CountAsync(cancellationToken).ConfigureAwait(false);
            _read = time.GetTimestamp();
        }
    }

    /// <summary>The node tells nothing any more.</summary>
    public void Forget()
    {
        Known.TryRemove(this, out _);
        _read = null;
    }

    private static IEnumerable<Measurement<T>> Tell<T>(Func<IReadOnlyList<FleetFigures>, IEnumerable<Measurement<T>>> tell)
        where T : struct => Known.Values.SelectMany(tell);

    private static Measurement<long> Of(string state, long value) => new(value, new KeyValuePair<string, object?>("state", state));

    private static long Sum(IEnumerable<FleetFigures> figures, Func<FleetFigures, bool> which, Func<FleetFigures, long> what) =>
        figures.Where(which).Sum(what);

    private static bool IsGoingOn(FleetFigures figures) => figures.State is FleetState.Listing or FleetState.Running or FleetState.Paused;
}
