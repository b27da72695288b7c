using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What is measured of an upload. Nothing else may run meanwhile: the meter is the process's.</summary>
[Collection(nameof(RunsAlone))]
public sealed class MetricTests : ResumeScenario
{
    private readonly List<IDisposable> _collectors = [];

    public override ValueTask DisposeAsync()
    {
        _collectors.ForEach(collector => collector.Dispose());
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_is_measured_by_its_bytes_parts_requests_retries_and_time()
    {
        MetricCollector<long> bytes = Collect<long>("bytes");
        MetricCollector<long> parts = Collect<long>("parts");
        MetricCollector<long> retries = Collect<long>("retries");
        MetricCollector<double> requests = Collect<double>("request.duration");
        MetricCollector<double> duration = Collect<double>("upload.duration");
        MetricCollector<long> size = Collect<long>("upload.size");
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.CompleteMultipartUpload,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown"),
        });
        await Uploader(options =>
        {
            options.MaxRetries = 1;
            options.RetryDelay = TimeSpan.FromMilliseconds(1);
        }).ResumeAsync(Request(PartSource.FromMemory(Bytes)));

        Assert.Equal(["25000 sent", "20000 resumed"], Sums(bytes, "s3_multipart_upload.origin"));
        Assert.Equal(["3 sent", "2 resumed"], Sums(parts, "s3_multipart_upload.origin"));
        Assert.Equal(["1 SlowDown"], Sums(retries, "error.type"));
        Assert.Equal(["1 failed", "1 completed"], Counts(duration, "s3_multipart_upload.outcome"));
        Assert.Equal([25_000], size.GetMeasurementSnapshot().Select(measured => measured.Value));
        Assert.Equal(
            [
                "1 CompleteMultipartUpload", "1 CompleteMultipartUpload SlowDown", "1 CreateMultipartUpload", "1 ListParts",
                "1 UploadPart AccessDenied", "3 UploadPart",
            ],
            Counts(requests, "rpc.method", "error.type").Order(StringComparer.Ordinal));
        Assert.All(requests.GetMeasurementSnapshot(), request => Assert.Equal("127.0.0.1", request.Tags["server.address"]));
    }

    [Fact]
    public async Task What_is_going_on_is_told_whenever_somebody_looks()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        Task<UploadManifest> upload = Uploader().UploadAsync(Request(PartSource.FromStream(new MemoryStream(Bytes))));
        await hold.WaitAsync(1);
        Assert.Equal((1, 1), (Now("active_uploads"), Now("parts_in_flight")));
        Assert.True(Now("connections_allowed") >= 1);
        Assert.InRange(Now("buffered_bytes"), 10_000, 64 << 20);
        hold.Release();
        await upload;
        Assert.Equal((0, 0, 0), (Now("active_uploads"), Now("parts_in_flight"), Now("buffered_bytes")));
    }

    /// <summary>
    /// No instrument has a tag whose values have no end: a key, an upload id, a part number, a message, a code that a store has made up.
    /// </summary>
    [Fact]
    public async Task Tags_have_few_values()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == S3MultipartUploadTelemetry.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(tags));
        listener.Start();
        await InterruptedUpload(PartSource.FromMemory(Bytes));
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            Times = 1,
            Effect = FaultEffect.Status(500, "Nonsense-123"),
        });
        await Uploader(options =>
        {
            options.MaxRetries = 1;
            options.RetryDelay = TimeSpan.FromMilliseconds(1);
        }).ResumeAsync(Request(PartSource.FromMemory(Bytes)));
        Assert.Equal(
            [
                "error.type 500", "error.type AccessDenied",
                "rpc.method CompleteMultipartUpload", "rpc.method CreateMultipartUpload", "rpc.method ListParts", "rpc.method UploadPart",
                "s3_multipart_upload.origin resumed", "s3_multipart_upload.origin sent",
                "s3_multipart_upload.outcome completed", "s3_multipart_upload.outcome failed",
                "server.address 127.0.0.1",
            ],
            seen);

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                seen.Add($"{tag.Key} {tag.Value}");
            }
        }
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public async Task A_part_that_is_sent_twice_is_counted_by_which_of_the_two_was_first(string winner)
    {
        MetricCollector<long> hedges = Collect<long>("hedges");
        MetricCollector<long> parts = Collect<long>("parts");
        HoldEffect[] holds = [FaultEffect.Hold(), FaultEffect.Hold()];
        foreach (HoldEffect hold in holds)
        {
            Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 1, Times = 1, Effect = hold });
        }

        var time = new FakeTimeProvider();
        Task<UploadManifest> upload = Uploader(
            options =>
            {
                options.Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = 1 } };
                options.PartSizer = PartSizer.Fixed(7_000);
                options.Concurrency = UploadConcurrency.Fixed(5);
                options.SlowPartFactor = 3;
            },
            time).UploadAsync(Request(PartSource.FromMemory(Bytes)));
        await holds[0].WaitAsync(1);
        await parts.WaitForMeasurementsAsync(3);
        time.Advance(TimeSpan.FromSeconds(1));
        await holds[1].WaitAsync(1);
        Array.ForEach(holds[winner == "first" ? ..1 : 1..], hold => hold.Release());
        await upload;
        Array.ForEach(holds, hold => hold.Release());
        Assert.Equal([$"1 {winner}"], Sums(hedges, "s3_multipart_upload.winner"));
    }

    private MetricCollector<T> Collect<T>(string name)
        where T : struct
    {
        var collector = new MetricCollector<T>(null, S3MultipartUploadTelemetry.MeterName, $"s3_multipart_upload.{name}");
        _collectors.Add(collector);
        return collector;
    }

    private static long Now(string name)
    {
        using var collector = new MetricCollector<long>(null, S3MultipartUploadTelemetry.MeterName, $"s3_multipart_upload.{name}");
        collector.RecordObservableInstruments();
        return Assert.Single(collector.GetMeasurementSnapshot()).Value;
    }

    private static IEnumerable<string> Sums(MetricCollector<long> collector, params string[] tags) => collector.GetMeasurementSnapshot()
        .GroupBy(measured => TagsOf(measured.Tags, tags))
        .Select(group => $"{group.Sum(measured => measured.Value)} {group.Key}");

    private static IEnumerable<string> Counts(MetricCollector<double> collector, params string[] tags) =>
        collector.GetMeasurementSnapshot()
            .GroupBy(measured => TagsOf(measured.Tags, tags))
            .Select(group => $"{group.Count()} {group.Key}");

    private static string TagsOf(IReadOnlyDictionary<string, object?> all, string[] tags) =>
        string.Join(' ', tags.Select(tag => all.GetValueOrDefault(tag)).Where(value => value is not null));
}
