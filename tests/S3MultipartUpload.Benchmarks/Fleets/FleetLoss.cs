using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Fleet;

namespace S3MultipartUpload.Benchmarks.Fleets;

/// <summary>How long the work of a node that was killed lies. The database is the benchmark's own.</summary>
internal sealed class FleetLoss(FleetBench bench)
{
    /// <summary>What earlier nodes have left: nobody waits for those to be missed.</summary>
    private const string Forget = """
        delete from qrtz_fired_triggers; delete from qrtz_simple_triggers; delete from qrtz_triggers; delete from qrtz_job_details;
        delete from qrtz_scheduler_state
        """;

    /// <summary>Until another node, with the settings as shipped, has its work.</summary>
    public async Task TakeOverAsync(int times)
    {
        string file = await bench.LargeFileAsync(2048L << 20);
        var taken = new List<double>();
        for (int time = 0; time < times; time++)
        {
            await using ChildProcess process = FleetBench.StartStore(
                out Task<StoreAddress> starting, new SinkLine(TimeSpan.FromSeconds(2), null));
            StoreAddress store = await starting;
            await using ServiceProvider services = bench.Client();
            IUploadFleet fleet = services.GetRequiredService<IUploadFleet>();
            string id = bench.NewId();
            await using var database = NpgsqlDataSource.Create(bench.Connection);
            await using var dead = FleetNode.Start(store, bench.Connection, bench.Path, concurrency: 4);
            await UntilAsync("select to_regclass('qrtz_scheduler_state') is not null");
            await using NpgsqlCommand forget = database.CreateCommand(Forget);
            await forget.ExecuteNonQueryAsync();
            await FleetBench.Large(file)(fleet, id);
            await UntilAsync("select count(*) >= 4 from qrtz_fired_triggers");
            await using NpgsqlCommand who = database.CreateCommand("select instance_name from qrtz_fired_triggers limit 1");
            string name = (string)(await who.ExecuteScalarAsync())!;
            await using var other = FleetNode.Start(store, bench.Connection, bench.Path, concurrency: 4);

            // Both have said that they live; another moment of their period each time.
            await UntilAsync("select count(*) = 2 from qrtz_scheduler_state");
            await Task.Delay(TimeSpan.FromSeconds(6 + time));
            await dead.KillAsync();
            taken.Add(await FleetBench.TimeAsync(
                () => UntilAsync($"select not exists (select from qrtz_fired_triggers where instance_name = '{name}')")));
            await fleet.CancelAsync(id);
        }

        FleetBench.Write($"A node is killed; another has its work ({times} times, the longest)", taken.Max());
    }

    private async Task UntilAsync(string question)
    {
        await using var database = NpgsqlDataSource.Create(bench.Connection);
        await using NpgsqlCommand command = database.CreateCommand(question);
        while (await command.ExecuteScalarAsync() is not true)
        {
            await Task.Delay(50);
        }
    }
}
