using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Fleet.Work;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>Whoever submits sees in one trace what the nodes have done.</summary>
public sealed class TraceTests(Postgres postgres) : FleetScenario(postgres)
{
    private static readonly ActivitySource Submitting = new(nameof(TraceTests));
    private readonly ConcurrentQueue<Activity> _ended = new();

    [Fact]
    public async Task Submission_ranges_and_completion_are_one_trace()
    {
        using ActivityListener listener = Listen();
        byte[] bytes = await WriteAsync("large.bin", 20 * MiB);
        ActivityTraceId trace;
        using (Activity? submission = Submitting.StartActivity("submission"))
        {
            trace = submission!.TraceId;
            await Fleet.SubmitAsync(
                Upload("traced") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        }

        await StartNodeAsync(options => (options.LargeObjectSize, options.RangeSize) = (10 * MiB, 10 * MiB));
        Assert.Equal(FleetState.Completed, (await EndOfAsync("traced")).State);
        await AssertStoredAsync("l", bytes);
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_fired_triggers") == 0);
        Activity[] spans = SpansOf("traced");
        Assert.Equal(
            ["s3.fleet.Batch", "s3.fleet.Complete", "s3.fleet.List", "s3.fleet.Open", "s3.fleet.Range", "s3.fleet.Range"],
            spans.Select(span => span.OperationName).Order(StringComparer.Ordinal));
        Assert.All(spans, span => Assert.Equal(trace, span.TraceId));
        Assert.All(
            spans.Where(span => span.OperationName is not "s3.fleet.List"),
            span => Assert.Equal(1L, span.GetTagItem("s3_upload_fleet.object")));
    }

    /// <summary>Whatever nodes do, the page has a row for its span, and no other row.</summary>
    [Fact]
    public async Task The_page_names_every_span()
    {
        using ActivityListener listener = Listen();
        await WriteAsync("in/large.bin", 10 * MiB);
        await WriteAsync("in/small.bin", 10);
        await Fleet.SubmitAsync(Upload("all"), new FleetFolder(FleetSource.File("data", "in")));
        await Fleet.SubmitAsync(Upload("canceled"), new FleetFolder(FleetSource.File("data", "in")));
        await Fleet.CancelAsync("canceled");
        await Fleet.SubmitAsync(Upload("failed"), new FleetItem("f", FleetSource.File("data", "none")));
        await StartNodeAsync(options => (options.LargeObjectSize, options.MaxAttempts) = (10 * MiB, 1));
        Assert.Equal(FleetState.Completed, (await EndOfAsync("all")).State);
        Assert.Equal(FleetState.Failed, (await EndOfAsync("failed")).State);
        await UntilAsync(() => Task.FromResult(SpansOf("canceled").Length > 0));
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_fired_triggers") == 0);

        string telemetry = Documents.Sections(Documents.Read("docs/fleet.md"))["Telemetry"];
        Activity[] spans = [.. SpansOf("all"), .. SpansOf("canceled"), .. SpansOf("failed")];
        Assert.Equal(
            Documents.Rows(telemetry).Select(row => row[0].Trim('`'))
                .Where(name => name.StartsWith("s3.fleet.", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            spans.Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            spans.SelectMany(span => span.TagObjects).Select(tag => tag.Key).Distinct(),
            name => Assert.Contains($"`{name}`", telemetry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_is_counted_while_it_is_done_and_timed_by_its_kind_and_result()
    {
        using ActivityListener listener = Listen();
        using var meter = new WorkMeter("measured");
        await WriteAsync("large.bin", 20 * MiB);
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 1, Effect = hold });
        var refusal = FaultEffect.Status(400, "InvalidRequest");
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Times = 1, Effect = refusal });
        await Fleet.SubmitAsync(
            Upload("measured") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
        IHost node = await StartNodeAsync(
            options => (options.LargeObjectSize, options.RangeSize, options.MaxJobs) = (10 * MiB, 10 * MiB, 1));
        await hold.WaitAsync(1);
        Assert.Equal(1, meter.Active);
        hold.Release();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("measured")).State);
        await StopNodeAsync(node);
        Assert.Equal(0, meter.Active);
        Assert.Equal(
            [
                "Batch ", "Complete ", "List ", "Open ", "Range ", "Range ", $"Range {typeof(MultipartUploadException).FullName}",
            ],
            meter.Results.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Work_takes_the_time_that_it_takes()
    {
        using ActivityListener listener = Listen();
        using var meter = new WorkMeter("timed");
        var time = new FakeTimeProvider();
        using (FleetTelemetry.Start(new WorkItem(WorkKind.Open, "timed"), traceParent: null, time))
        {
            time.Advance(TimeSpan.FromSeconds(7));
            Assert.Equal((1, 0), (meter.Active, meter.Seconds.Count));
        }

        Assert.Equal((0, 7), (meter.Active, Assert.Single(meter.Seconds)));
    }

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is FleetTelemetry.Name or nameof(TraceTests) or "Quartz",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private Activity[] SpansOf(string id) =>
    [
        .. _ended.Where(span => span.Source.Name == FleetTelemetry.Name && (string?)span.GetTagItem("s3_upload_fleet.upload") == id),
    ];

    /// <summary>The measurements of one upload's work: others' are told within other spans.</summary>
    private sealed class WorkMeter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _active;

        public WorkMeter(string id)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == FleetTelemetry.Name && instrument.Name.Contains(".work.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((_, change, _, _) => Interlocked.Add(ref _active, IsOwn() ? change : 0));
            _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
            {
                if (IsOwn())
                {
                    Seconds.Enqueue(seconds);
                    Results.Enqueue(string.Join(' ', tags.ToArray().Select(tag => tag.Value)));
                }
            });
            _listener.Start();

            bool IsOwn() => (string?)Activity.Current?.GetTagItem("s3_upload_fleet.upload") == id;
        }

        public int Active => Volatile.Read(ref _active);

        public ConcurrentQueue<double> Seconds { get; } = [];

        /// <summary>The kind, and the error where there was one.</summary>
        public ConcurrentQueue<string> Results { get; } = [];

        public void Dispose() => _listener.Dispose();
    }
}
