using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Benchmarks.CommandLine;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Fleet;

namespace S3MultipartUpload.Benchmarks.Fleets;

/// <summary>What is measured: a store, nodes and a client as processes, over one database.</summary>
internal sealed class FleetBench(string connection, string folder)
{
    public const string Bucket = StoreAddress.Bucket;
    public const int PartSize = 8 << 20;

    private readonly List<FleetNode> _nodes = [];
    private int _uploads;

    /// <summary>The database.</summary>
    public string Connection => connection;

    /// <summary>What nodes know as <c>data</c>.</summary>
    public string Path => folder;

    public async Task<double> FleetTimeAsync(
        StoreAddress store,
        int nodes,
        int concurrency,
        Func<IUploadFleet, string, Task> submit,
        Func<IUploadFleet, string, Task>? warmUp = null,
        params string[] settings)
    {
        await using ServiceProvider services = Client();
        IUploadFleet fleet = services.GetRequiredService<IUploadFleet>();
        try
        {
            _nodes.AddRange(Enumerable.Range(0, nodes).Select(_ => FleetNode.Start(store, connection, folder, concurrency, settings)));
            await RunAsync(fleet, warmUp ?? submit); // What is compiled while a process works is compiled.
            await Task.Delay(TimeSpan.FromSeconds(5)); // All have ended their jobs, and wait for work.
            return await TimeAsync(() => RunAsync(fleet, submit));
        }
        finally
        {
            foreach (FleetNode node in _nodes)
            {
                await node.DisposeAsync();
            }

            _nodes.Clear();
        }
    }

    public async Task RunAsync(IUploadFleet fleet, Func<IUploadFleet, string, Task> submit)
    {
        string id = NewId();
        await submit(fleet, id);
        await foreach (FleetStatus status in fleet.WatchAsync(id, TimeSpan.FromSeconds(0.1)))
        {
            if (status.State == FleetState.Failed)
            {
                string reasons = string.Join(' ', status.Failures.Select(failure => failure.Reason));
                throw new InvalidOperationException($"The fleet failed: {reasons}");
            }
        }
    }

    public static Func<IUploadFleet, string, Task> Large(string file) => (fleet, id) => fleet.SubmitAsync(
        new FleetUpload { Id = id, BucketName = Bucket, PartSize = PartSize },
        new FleetItem($"large/{id}", FleetSource.File("data", System.IO.Path.GetFileName(file))));

    public static Func<IUploadFleet, string, Task> Folder(string path) => (fleet, id) => fleet.SubmitAsync(
        new FleetUpload { Id = id, BucketName = Bucket }, new FleetFolder(FleetSource.File("data", path), KeyPrefix: id + "/"));

    public ServiceProvider Client() => new ServiceCollection().AddLogging()
        .AddS3UploadFleet(fleet => fleet.UsePostgres(connection).SubmitOnly()).BuildServiceProvider();

    public async Task<string> LargeFileAsync(long size)
    {
        string path = System.IO.Path.Combine(folder, $"large-{size}");
        if (!File.Exists(path))
        {
            await Runs.PseudoRandomFile.WriteAsync(path, size, CancellationToken.None);
        }

        return path;
    }

    /// <summary>A store that costs next to nothing, as a process of its own.</summary>
    public static ChildProcess StartStore(out Task<StoreAddress> address, SinkLine line)
    {
        var process = ChildProcess.Start(StoreCommand.Verb);
        address = process.AskAsync<StoreSettings, StoreAddress>(
            new StoreSettings(null, IsHttps: false, line), CancellationToken.None);
        return process;
    }

    public static async Task<double> TimeAsync(Func<Task> work)
    {
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static void Write(string what, double seconds, string ratio = "") =>
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"| {what} | {seconds:N1} s | {ratio} |"));

    public string NewId() => $"figures-{_uploads++}-{Guid.NewGuid():N}";
}
