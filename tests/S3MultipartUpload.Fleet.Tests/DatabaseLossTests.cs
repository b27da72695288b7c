using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>A database that goes away amid work: nodes finish what they have in hand, and go on when it is back.</summary>
public sealed class DatabaseLossTests : IAsyncLifetime
{
    private readonly Postgres _postgres = new();
    private Scenario? _scenario;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _scenario = new Scenario(_postgres);
        await _scenario.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_scenario?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _postgres.DisposeAsync();
    }

    [Fact]
    public Task The_work_goes_on_when_the_database_is_back() => _scenario!.RunAsync();

    [Fact]
    public Task No_checkpoint_stays_behind_where_the_database_was_away_at_the_end() => _scenario!.EndAsync();

    [Fact]
    public Task Who_begins_to_watch_while_the_database_is_away_waits_for_it() => _scenario!.WatchAsync();

    private sealed class Scenario(Postgres postgres) : FleetScenario(postgres)
    {
        private readonly Postgres _postgres = postgres;

        public async Task RunAsync()
        {
            byte[] bytes = await WriteAsync("large.bin", 200 * MiB);
            var slow = FaultEffect.Latency(TimeSpan.FromMilliseconds(300));
            Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = slow });
            await Fleet.SubmitAsync(
                Upload("large") with { PartSize = 5 * MiB }, new FleetItem("l", FleetSource.File("data", "large.bin")));
            string[] ranges = ["--large-object-size", $"{16 * MiB}", "--range-size", $"{20 * MiB}", "--concurrency", "2"];
            StartProcess(ranges);
            StartProcess(ranges);
            await UntilAsync(() => Task.FromResult(
                Server.Requests.Count(request => request.Operation == S3Operation.UploadPart) > 6));
            await _postgres.StopAsync();
            // The nodes are processes, whose clock no test drives.
            await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            await _postgres.StartAsync();
            FleetStatus end = await EndOfAsync("large");
            Assert.Equal((FleetState.Completed, bytes.Length), (end.State, end.BytesStored));
            await AssertStoredAsync("l", bytes);
            Assert.Equal(0, await OpenUploadsAsync());
        }

        public async Task WatchAsync()
        {
            await Fleet.SubmitAsync(Upload("list"), AsyncEnumerable.Empty<FleetItem>());
            IUploadFleet client = Build(fleet => fleet.UsePostgres(Connection).SubmitOnly()).Services.GetRequiredService<IUploadFleet>();
            await _postgres.StopAsync();
            Task<FleetStatus> watching = client.WatchAsync("list", cancellationToken: TestContext.Current.CancellationToken)
                .LastAsync(TestContext.Current.CancellationToken).AsTask();
            await Assert.ThrowsAnyAsync<DbException>(() => Fleet.GetAsync("list")); // It is away, and who does not watch is told so.
            await _postgres.StartAsync();
            Assert.Equal(FleetState.Completed, (await watching).State);
        }

        public async Task EndAsync()
        {
            byte[] bytes = await WriteAsync("parts.bin", 12 * MiB);
            HoldEffect hold = FaultEffect.Hold(done: true);
            Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Times = 1, Effect = hold });
            await Fleet.SubmitAsync(
                Upload("parts") with { PartSize = 5 * MiB }, new FleetItem("p", FleetSource.File("data", "parts.bin")));
            await StartNodeAsync();
            await hold.WaitAsync(1);
            await _postgres.StopAsync();
            hold.Release();
            // What the node does with the answer comes soon after; nothing outside tells when it has met the database that is away.
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            await _postgres.StartAsync();
            Assert.Equal(FleetState.Completed, (await EndOfAsync("parts")).State);
            await AssertStoredAsync("p", bytes);
            Assert.Equal(0, await CountAsync("select count(*) from s3_fleet_checkpoint"));
        }
    }
}
