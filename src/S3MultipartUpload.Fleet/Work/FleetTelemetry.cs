using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>The spans and measurements of a node; their names are in docs/fleet.md.</summary>
internal static class FleetTelemetry
{
    public const string Name = "S3MultipartUpload.Fleet";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly UpDownCounter<int> Running = Meter.CreateUpDownCounter<int>(
        "s3_upload_fleet.work.active", "{job}", "Jobs that this node is doing.");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "s3_upload_fleet.work.duration", "s", "How long jobs took, by their kind and result.");

    public static Span Start(WorkItem item, string? traceParent, TimeProvider time) => new(item, traceParent, time);

    /// <summary>One piece of work.</summary>
    internal sealed class Span : IDisposable
    {
        private readonly Activity? _activity;
        private readonly TimeProvider _time;
        private readonly long _started;
        private readonly string _kind;
        private string? _error;

        public Span(WorkItem item, string? traceParent, TimeProvider time)
        {
            (_time, _started) = (time, time.GetTimestamp());
            _kind = item.Kind.ToString();
            _activity = ActivityContext.TryParse(traceParent, null, isRemote: true, out ActivityContext parent)
                ? Source.StartActivity($"s3.fleet.{_kind}", ActivityKind.Consumer, parent)
                : Source.StartActivity($"s3.fleet.{_kind}", ActivityKind.Consumer);
            _activity?.SetTag("s3_upload_fleet.upload", item.Upload).SetTag("s3_upload_fleet.object", item.Number);
            Running.Add(1);
        }

        public void Fail(Exception error)
        {
            _error = error.GetType().FullName;
            _activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", _error);
        }

        public void Dispose()
        {
            Running.Add(-1);
            Durations.Record(
                _time.GetElapsedTime(_started).TotalSeconds,
                new KeyValuePair<string, object?>("kind", _kind),
                new KeyValuePair<string, object?>("error.type", _error));
            _activity?.Dispose();
        }
    }
}
