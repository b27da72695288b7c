using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using S3MultipartUpload.Testing;

[assembly: AssemblyFixture(typeof(Postgres))]

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>A store, a database and shared storage; a client that submits, and nodes in this process or as processes.</summary>
public abstract class FleetScenario(Postgres postgres) : IAsyncLifetime
{
    protected const string Bucket = "archive";
    protected const int MiB = 1 << 20;

    /// <summary>How long to wait for what does not come: far longer than it takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly List<NodeProcess> _processes = [];
    private readonly List<IHost> _hosts = [];
    private S3TestServer? _server;
    private AmazonS3Client? _client;
    private IHost? _submitting;

    protected S3TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    protected IAmazonS3 Client => _client ?? throw new InvalidOperationException("Not started.");

    protected IUploadFleet Fleet =>
        _submitting?.Services.GetRequiredService<IUploadFleet>() ?? throw new InvalidOperationException("Not started.");

    protected string Connection { get; private set; } = "";

    /// <summary>The folder that the root "data" names.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("fleet-").FullName;

    public async ValueTask InitializeAsync()
    {
        Connection = await postgres.CreateDatabaseAsync();
        _server = await S3TestServer.StartAsync(new() { BucketNames = { Bucket } });
        _client = _server.CreateClient();
        _submitting = Build(fleet => fleet.UsePostgres(Connection).SubmitOnly());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NodeProcess process in _processes)
        {
            await process.DisposeAsync();
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"A node said: {process.Log}");
            }
        }

        foreach (IHost host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await using (var connection = new NpgsqlConnection(Connection))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        _client?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A node in this process.</summary>
    protected Task<IHost> StartNodeAsync(Action<FleetOptions>? configure = null) => StartNodeAsync(_ => { }, configure);

    /// <summary>A node in this process that has other services than usual.</summary>
    protected async Task<IHost> StartNodeAsync(Action<IServiceCollection> add, Action<FleetOptions>? configure = null)
    {
        IHost host = Build(
            fleet => fleet.UsePostgres(Connection).Configure(options =>
            {
                options.Roots["data"] = Folder;
                options.RetryDelay = TimeSpan.FromSeconds(1);
                configure?.Invoke(options);
            }),
            add);
        await host.StartAsync();
        return host;
    }

    protected async Task StopNodeAsync(IHost node)
    {
        _hosts.Remove(node);
        await node.StopAsync();
        node.Dispose();
    }

    /// <summary>A node as a process of its own.</summary>
    protected NodeProcess StartProcess(params string[] arguments) =>
        StartProcess(Server.Endpoint, new S3Credential(Server.AccessKey, Server.SecretKey), arguments);

    protected NodeProcess StartProcess(Uri endpoint, S3Credential credential, params string[] arguments)
    {
        var process = NodeProcess.Start(endpoint, credential, Connection, ["--root", $"data={Folder}", .. arguments]);
        _processes.Add(process);
        return process;
    }

    /// <summary>A file on the shared storage, of bytes that its name gives.</summary>
    protected async Task<byte[]> WriteAsync(string path, int length)
    {
        byte[] bytes = new byte[length];
        new Random(path.Length + length).NextBytes(bytes);
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await File.WriteAllBytesAsync(full, bytes);
        return bytes;
    }

    protected async Task<FleetStatus> EndOfAsync(string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        FleetStatus? last = null;
        await foreach (FleetStatus status in Fleet.WatchAsync(id, TimeSpan.FromSeconds(0.2), patience.Token))
        {
            last = status;
        }

        return last!;
    }

    protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.2));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    protected static FleetUpload Upload(string id) => new() { Id = id, BucketName = Bucket };

    protected async Task AssertStoredAsync(string key, byte[] bytes, IAmazonS3? client = null)
    {
        using GetObjectResponse answer = await (client ?? Client).GetObjectAsync(Bucket, key);
        var copy = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(copy);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(bytes), $"{key} has other bytes.");
    }

    protected async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. await Client.Paginators.ListObjectsV2(new() { BucketName = Bucket }).S3Objects.Select(stored => stored.Key).ToListAsync()];

    protected async Task<int> OpenUploadsAsync() => (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads?.Count ?? 0;

    protected async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A host that has not started.</summary>
    protected IHost Build(Action<IFleetBuilder> configure, Action<IServiceCollection>? add = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(Client);
        builder.Services.AddS3MultipartUpload();
        add?.Invoke(builder.Services);
        builder.Services.AddS3UploadFleet(configure);
        IHost host = builder.Build();
        _hosts.Add(host);
        return host;
    }
}
