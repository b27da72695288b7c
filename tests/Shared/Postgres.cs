using System.Diagnostics;
using Npgsql;

namespace S3MultipartUpload.TestSupport;

/// <summary>A PostgreSQL server of the tests' own, as tests/servers/postgres-up starts it. Every test has a database to itself.</summary>
public sealed class Postgres : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"fleet-postgres-{Guid.NewGuid():N}");
    private string? _connection;
    private int _databases;

    public string? SkipReason { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            SkipReason = "PostgreSQL is started by a script for Debian, tests/servers/postgres-up.";
            return;
        }

        (int exitCode, string output, string errors) = await RunAsync("postgres-up", _folder);
        _connection = exitCode == 0 ? output.Trim() : null;
        SkipReason = exitCode == 0 ? null : $"PostgreSQL could not be started: {errors}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync("postgres-down", _folder);
        }
    }

    /// <returns>The connection string of a new database.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        string name = $"fleet{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_connection) { Database = name }.ConnectionString;
    }

    /// <summary>Stops the server as a power cut would; <see cref="StartAsync"/> has it back.</summary>
    public Task StopAsync() => RunAsync("postgres-down", _folder, "--keep");

    public Task StartAsync() => RunAsync("postgres-up", _folder);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string script, params string[] arguments)
    {
        // What the server inherits would never be at its end: so the output goes through files.
        string output = Path.GetTempFileName();
        string path = Path.Combine(RepositoryFolder.FullName, "tests", "servers", script);
        string command = $"'{path}' {string.Join(' ', arguments.Select(argument => $"'{argument}'"))} >'{output}' 2>'{output}.errors'";
        using var process = Process.Start("bash", ["-c", command]);
        await process.WaitForExitAsync();
        (string, string) texts = (await File.ReadAllTextAsync(output), await File.ReadAllTextAsync(output + ".errors"));
        File.Delete(output);
        File.Delete(output + ".errors");
        return (process.ExitCode, texts.Item1, texts.Item2);
    }
}
