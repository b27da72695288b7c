using System.Diagnostics;
using Npgsql;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>A client that is killed as soon as what it submits is written down, and before a node was told.</summary>
public sealed class ClientLossTests(Postgres postgres) : FleetScenario(postgres)
{
    /// <summary>Who waits for a lock in this database; other tests have others.</summary>
    private const string Waiting = """
        select count(*) from pg_locks
        where not granted and database = (select oid from pg_database where datname = current_database())
        """;

    private const string HandedOut = "select count(*) from qrtz_job_details";

    [Fact]
    public async Task A_list_that_was_submitted_is_found_and_stored()
    {
        byte[] bytes = await WriteAsync("a.bin", 100);
        await Fleet.SubmitAsync(Upload("before"), new FleetItem("before", FleetSource.File("data", "a.bin"))); // The tables are there.
        await Fleet.PauseAsync("before");
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using (NpgsqlTransaction transaction = await connection.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand("lock table qrtz_job_details", connection, transaction);
            await command.ExecuteNonQueryAsync();
            using Process client = Submit("list", ["a", "b", "c"]);
            await UntilAsync(async () => await CountAsync("select count(*) from s3_fleet_upload where id = 'list' and state = 1") == 1);
            await UntilAsync(async () => await CountAsync(Waiting) > 0);
            client.Kill();
            await client.WaitForExitAsync();
            await transaction.RollbackAsync();
        }

        await UntilAsync(async () => await CountAsync("select count(*) from pg_locks where relation = 'qrtz_job_details'::regclass") == 0);
        Assert.Equal(0, await CountAsync(HandedOut));

        await StartNodeAsync(options => options.LostAfter = TimeSpan.FromSeconds(1));
        FleetStatus end = await EndOfAsync("list");
        Assert.Equal((FleetState.Completed, 3, 3), (end.State, end.Objects, end.ObjectsStored));
        Assert.Equal(["a", "b", "c"], await KeysAsync());
        await AssertStoredAsync("b", bytes);
        await UntilAsync(async () => await CountAsync(HandedOut) == 0);
        Assert.Equal(3, Server.Requests.Count(request => request.Operation == Testing.S3Operation.PutObject));
    }

    private Process Submit(string id, string[] keys)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "S3MultipartUpload.Fleet.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "submit", id, "--bucket", Bucket, "--stdin"])
        {
            RedirectStandardInput = true,
        };
        start.Environment["S3_UPLOAD_FLEET_CONNECTION"] = Connection;
        Process client = Process.Start(start) ?? throw new InvalidOperationException("The client did not start.");
        client.StandardInput.Write(string.Concat(keys.Select(key => $"{key}\tfile:data/a.bin\n")));
        client.StandardInput.Close();
        return client;
    }
}
