using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>A node that hangs, and lives, amid a batch.</summary>
public sealed class HungBatchTests(Postgres postgres) : FleetScenario(postgres)
{
    private const int Count = 40;
    private const int BatchSize = 10;

    /// <summary>
    /// All others wait for a row that it has locked, and to the database it is not dead: it says nothing, amid a transaction. The first
    /// stands for what Quartz does, the second for what the fleet does.
    /// </summary>
    [Theory]
    [InlineData("select lock_name from qrtz_locks for update")]
    [InlineData("select id from s3_fleet_upload for update")]
    public async Task A_node_that_hangs_amid_a_transaction_does_not_stop_the_others(string locks)
    {
        byte[] bytes = await WriteAsync("a", 100);
        await Fleet.SubmitAsync(Upload("held"), new FleetItem("a", FleetSource.File("data", "a")));
        using IHost hanging = Build(fleet => fleet.UsePostgres(Connection));
        DbDataSource database = hanging.Services.GetRequiredKeyedService<DbDataSource>("S3MultipartUpload.Fleet");
        await using DbConnection connection = await database.OpenConnectionAsync();
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        await using DbCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (locks, transaction);
        Assert.NotNull(await command.ExecuteScalarAsync());
        await StartNodeAsync();
        Assert.Equal(FleetState.Completed, (await EndOfAsync("held")).State);
        await AssertStoredAsync("a", bytes);
    }

    /// <summary>Who submits may be slow to say what: nobody waits for it.</summary>
    [Fact]
    public async Task A_submission_may_take_its_time()
    {
        await WriteAsync("a", 100);
        await Fleet.SubmitAsync(Upload("slow"), ItemsAsync());
        await StartNodeAsync();
        FleetStatus end = await EndOfAsync("slow");
        Assert.Equal((FleetState.Completed, 1), (end.State, end.Objects));

        async IAsyncEnumerable<FleetItem> ItemsAsync()
        {
            await UntilAsync(async () => await CountAsync("""
                select count(*) from pg_stat_activity 
                where datname = current_database() and state = 'idle in transaction' and state_change < now() - interval '12 s'
                """) > 0);
            yield return new FleetItem("a", FleetSource.File("data", "a"));
        }
    }

    /// <summary>
    /// It is dead to the others, which store what it had in hand, the file of some parts too, whose checkpoint it holds; when it goes on,
    /// what it says changes nothing.
    /// </summary>
    [Fact]
    public async Task A_node_hangs_amid_a_batch_and_the_others_store_it()
    {
        List<byte[]> files = [await WriteAsync("0", 12 * MiB)];
        for (int file = 1; file < Count; file++)
        {
            files.Add(await WriteAsync($"{file}", 100 + file));
        }

        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 2, Times = 1, Effect = hold });
        await Fleet.SubmitAsync(
            Upload("batch") with { PartSize = 5 * MiB },
            Enumerable.Range(0, Count).Select(file => new FleetItem($"{file}", FleetSource.File("data", $"{file}"))).ToAsyncEnumerable());
        string[] settings = ["--jobs", "2", "--batch-size", $"{BatchSize}"];
        NodeProcess hanging = StartProcess(settings);
        await hold.WaitAsync(1);
        await hanging.HangAsync();
        hold.Release();
        NodeProcess other = StartProcess(settings);
        await AssertAllAsync(await EndOfAsync("batch"));

        await hanging.ContinueAsync();
        await UntilAsync(async () => await CountAsync(
            "select count(*) from qrtz_scheduler_state where last_checkin_time > " +
            "(select max(last_checkin_time) from qrtz_scheduler_state) - 100000000") == 2);
        await UntilAsync(async () => await CountAsync("select count(*) from qrtz_job_details") == 0);
        Assert.Equal((0, 0), (await hanging.TerminateAsync(), await other.TerminateAsync()));
        await AssertAllAsync((await Fleet.GetAsync("batch"))!);
        Assert.Equal((0, 0), (await OpenUploadsAsync(), await CountAsync("select count(*) from s3_fleet_checkpoint")));

        async Task AssertAllAsync(FleetStatus status)
        {
            Assert.Equal(
                (FleetState.Completed, Count, files.Sum(file => (long)file.Length)),
                (status.State, status.ObjectsStored, status.BytesStored));
            Assert.Equal(Count, await Fleet.GetObjectsAsync("batch").CountAsync());
            for (int file = 0; file < Count; file++)
            {
                await AssertStoredAsync($"{file}", files[file]);
            }

            // Twice no more than what the two jobs of a node have in hand.
            int sent = Server.Requests.Count(request => request is { Operation: S3Operation.PutObject, Status: 200 });
            Assert.InRange(sent, Count - 1, Count - 1 + (2 * BatchSize));
        }
    }
}
