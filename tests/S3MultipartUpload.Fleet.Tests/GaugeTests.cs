using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>
/// The fleet in numbers. Nodes of other tests tell theirs to the same listener; so the numbers here are such as nobody else has.
/// </summary>
public sealed class GaugeTests(Postgres postgres) : FleetScenario(postgres)
{
    private static readonly string[] Expected =
    [
        "s3_upload_fleet.uploads Paused 1019",
        "s3_upload_fleet.uploads Failed 1009",
        "s3_upload_fleet.uploads Canceled 1013",
        "s3_upload_fleet.objects Waiting 1990003",
        "s3_upload_fleet.objects Stored 10007",
        "s3_upload_fleet.objects Failed 2011",
        "s3_upload_fleet.bytes_stored 123456789",
    ];

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_tells_them_as_long_as_it_runs()
    {
        await ArrangeAsync();
        using var listener = new Listener();
        IHost node = await StartNodeAsync();
        await UntilAsync(() => Task.FromResult(!Expected.Except(listener.Hear()).Any()));
        await StopNodeAsync(node);
        Assert.Empty(Telling(listener.Hear()));
    }

    [Fact]
    public async Task They_are_read_where_somebody_listens_now_and_then()
    {
        await ArrangeAsync();
        await using var source = NpgsqlDataSource.Create(Connection);
        var time = new FakeTimeProvider();
        var gauges = new FleetGauges(new UploadTable(new FleetDatabase(source, TimeProvider.System, isPatient: false)), time);
        using var listener = new Listener();
        Assert.Empty(Telling(listener.Hear())); // Nothing is known yet.
        await gauges.ReadAsync(_token);
        Assert.Empty(Expected.Except(listener.Hear()));

        await ExecuteAsync("update s3_fleet_upload set state = 1, submitted_at = now() - interval '100 days' where id = 'one'");
        await gauges.ReadAsync(_token);
        time.Advance(TimeSpan.FromSeconds(14));
        await gauges.ReadAsync(_token);
        Assert.Empty(Expected.Except(listener.Hear())); // As they were read.
        Assert.DoesNotContain(listener.Hear(), told => IsAge(told, days: 100));
        time.Advance(TimeSpan.FromSeconds(1));
        await gauges.ReadAsync(_token);
        Assert.Equal(["s3_upload_fleet.uploads Paused 1019"], Expected.Except(listener.Hear()));
        Assert.Contains(listener.Hear(), told => IsAge(told, days: 100));
        gauges.Forget();
        Assert.Empty(Telling(listener.Hear()));
    }

    /// <summary>An index has what is not completed; who looks for work that was lost has use of it, too.</summary>
    [Fact]
    public async Task However_many_uploads_were_completed_they_are_not_looked_at()
    {
        await Fleet.SubmitAsync(Upload("one"), new FleetItem("a", FleetSource.File("data", "a.bin")));
        await ExecuteAsync(
            """
            insert into s3_fleet_upload (id, description, state) select 'done' || n, '{}', 3 from generate_series(1, 20000) n;
            analyze s3_fleet_upload;
            """);
        await using (var source = NpgsqlDataSource.Create(Connection))
        {
            var uploads = new UploadTable(new FleetDatabase(source, TimeProvider.System, isPatient: false));
            Assert.Equal(1, (await uploads.CountAsync(_token)).Sum(figures => figures.Uploads));
            Assert.Empty(await uploads.FindActiveAsync(TimeSpan.FromDays(1), _token));
        }

        await UntilAsync(async () => await CountAsync(
            "select idx_scan from pg_stat_user_indexes where indexrelname = 's3_fleet_upload_state'") >= 2);
    }

    private async Task ArrangeAsync()
    {
        await Fleet.SubmitAsync(Upload("one"), new FleetItem("a", FleetSource.File("data", "a.bin")));
        await Fleet.PauseAsync("one");
        await ExecuteAsync(
            """
            update s3_fleet_upload set objects = 1000010, objects_stored = 7, objects_failed = 0, bytes_stored = 789;
            insert into s3_fleet_upload (id, description, state, objects, objects_stored, objects_failed, bytes_stored)
            values ('two', '{}', 2, 1002011, 10000, 2011, 123456000);
            insert into s3_fleet_upload (id, description, state) select 'paused' || n, '{}', 2 from generate_series(1, 1017) n;
            insert into s3_fleet_upload (id, description, state, objects, ended_at, cleared_at)
            select 'ended' || n, '{}', case when n <= 1009 then 4 when n <= 2022 then 5 else 3 end, 5, now(), now()
            from generate_series(1, 5000) n;
            """);
    }

    private static bool IsAge(string told, int days) => told.Split(' ') is ["s3_upload_fleet.oldest_upload.age", var seconds]
        && long.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) / (24 * 60 * 60) == days;

    private static IEnumerable<string> Telling(IEnumerable<string> told) => told.Intersect(Expected);

    private sealed class Listener : IDisposable
    {
        private readonly ConcurrentBag<string> _told = [];
        private readonly MeterListener _listener = new();

        public Listener()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == FleetTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, (long)value, tags));
            _listener.Start();
        }

        public IReadOnlyCollection<string> Hear()
        {
            _told.Clear();
            _listener.RecordObservableInstruments();
            return [.. _told];
        }

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _told.Add(tags is [{ Key: "state", Value: var state }] ? $"{instrument.Name} {state} {value}" : $"{instrument.Name} {value}");
    }
}
