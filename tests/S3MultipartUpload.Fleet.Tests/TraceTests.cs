using System.Collections.Concurrent;
using System.Diagnostics;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>Whoever submits sees in one trace what the nodes have done.</summary>
public sealed class TraceTests(Postgres postgres) : FleetScenario(postgres)
{
    private static readonly ActivitySource Submitting = new(nameof(TraceTests));

    [Fact]
    public async Task Submission_ranges_and_completion_are_one_trace()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is FleetTelemetry.Name or nameof(TraceTests) or "Quartz",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
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
        Activity[] spans =
        [
            .. ended.Where(span => span.Source.Name == FleetTelemetry.Name
                && (string?)span.GetTagItem("s3_upload_fleet.upload") == "traced"),
        ];
        Assert.Equal(
            ["s3.fleet.Batch", "s3.fleet.Complete", "s3.fleet.List", "s3.fleet.Open", "s3.fleet.Range", "s3.fleet.Range"],
            spans.Select(span => span.OperationName).Order(StringComparer.Ordinal));
        Assert.All(spans, span => Assert.Equal(trace, span.TraceId));
        Assert.All(
            spans.Where(span => span.OperationName is not "s3.fleet.List"),
            span => Assert.Equal(1L, span.GetTagItem("s3_upload_fleet.object")));
    }
}
