using System.Collections.Concurrent;
using System.Diagnostics;
using S3MultipartUpload.Fleet.Work;

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
}
