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
    }
}
