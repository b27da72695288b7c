using System.Diagnostics;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Benchmarks.CommandLine;
using S3MultipartUpload.Benchmarks.Growth;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Fleet;

namespace S3MultipartUpload.Benchmarks.Fleets;

/// <summary>What a fleet adds to plain uploads, and what more nodes give; a table row each.</summary>
internal sealed class FleetFigures(string connection, string folder)
{
    private const string Bucket = StoreAddress.Bucket;
    private const int PartSize = 8 << 20;
    private readonly List<FleetNode> _nodes = [];
    private int _uploads;

    /// <summary>
    /// One large object, whose parts take 300 ms each, by one node and by three, with 4 parts at one time each; a range is 4 parts, so that
    /// all nodes have work until the end.
    /// </summary>
    public async Task ScalingAsync(long size)
    {
        string file = await LargeFileAsync(size);
        await using ChildProcess process = StartStore(out Task<StoreAddress> starting, new SinkLine(TimeSpan.FromMilliseconds(300), null));
        StoreAddress store = await starting;
        string[] settings = ["--large-object-size", "100000000", "--range-size", $"{4 * PartSize}"];
        Func<IUploadFleet, string, Task> warmUp = Large(await LargeFileAsync(256 << 20));
        double one = await FleetTimeAsync(store, nodes: 1, concurrency: 4, Large(file), warmUp, settings);
        double three = await FleetTimeAsync(store, nodes: 3, concurrency: 4, Large(file), warmUp, settings);
        Write($"{size >> 20:N0} MiB in parts of 8 MiB that take 300 ms, 4 at one time on each node: 1 node", one);
        Write("the same by 3 nodes", three, $"{one / three:N2} times as fast");
    }

    /// <summary>One large object over a line of 1 Gbit/s, by an uploader and by a node as shipped.</summary>
    public async Task LargeAsync(long size)
    {
        string file = await LargeFileAsync(size);
        await using ChildProcess process = StartStore(
            out Task<StoreAddress> starting, new SinkLine(TimeSpan.FromMilliseconds(20), BytesPerSecond: 125_000_000 / 8));
        StoreAddress store = await starting;
        using AmazonS3Client client = store.CreateClient(config => config.ForUploads());
        MultipartUploader uploader = Plain(client, concurrency: 8);
        await UploadAsync(uploader, file, "warm");
        double plain = await TimeAsync(() => UploadAsync(uploader, file, "plain"));
        double fleet = await FleetTimeAsync(store, nodes: 1, concurrency: 8, Large(file));
        Write($"{size >> 20:N0} MiB over 1 Gbit/s, 20 ms away, 8 parts of 8 MiB at one time, by an uploader", plain);
        Write("the same by a fleet of 1 node", fleet, $"{fleet / plain:N3} times as long");
    }

    public async Task SmallAsync(int count)
    {
        string files = Path.Combine(folder, "small");
        Directory.CreateDirectory(files);
        for (int file = 0; file < count; file++)
        {
            await File.WriteAllBytesAsync(Path.Combine(files, $"{file:D6}"), new byte[4096]);
        }

        await using ChildProcess process = StartStore(out Task<StoreAddress> starting, new SinkLine(TimeSpan.FromMilliseconds(20), null));
        StoreAddress store = await starting;
        using AmazonS3Client client = store.CreateClient(config => config.ForUploads());
        MultipartUploader uploader = Plain(client, concurrency: 32);
        var request = new DirectoryUpload { BucketName = Bucket, Path = files, KeyPrefix = "plain/" };
        await UploadAsync();
        double plain = await TimeAsync(UploadAsync);
        double fleet = await FleetTimeAsync(store, nodes: 1, concurrency: 32, Folder("small"));
        Write($"{count:N0} files of 4 KiB that take 20 ms, 32 at one time, by an uploader", plain);
        Write("the same by a fleet of 1 node", fleet, $"{fleet / plain:N2} times as long");

        async Task UploadAsync() => (await uploader.UploadDirectoryAsync(request)).ThrowIfAnyFailed();
    }

    /// <summary>Jobs that have next to nothing to do: what the database and the scheduler take.</summary>
    public async Task JobsAsync(int count)
    {
        string files = Path.Combine(folder, "jobs");
        Directory.CreateDirectory(files);
        for (int file = 0; file < count; file++)
        {
            await File.WriteAllBytesAsync(Path.Combine(files, $"{file:D6}"), new byte[1]);
        }

        await using ChildProcess process = StartStore(out Task<StoreAddress> starting, SinkLine.Near);
        StoreAddress store = await starting;
        foreach (int nodes in new[] { 1, 3 })
        {
            double seconds = await FleetTimeAsync(
                store, nodes, concurrency: 8, Folder("jobs"), settings: ["--batch-size", "1"]);
            Write($"{count:N0} jobs of one byte each, by {nodes}", seconds, $"{count / seconds:N0} jobs a second");
        }
    }

    public async Task SubmitAsync(int count)
    {
        await using ServiceProvider services = Client();
        IUploadFleet fleet = services.GetRequiredService<IUploadFleet>();
        using var memory = new MemoryPeak();
        double seconds = await TimeAsync(() => fleet.SubmitAsync(
            new FleetUpload { Id = $"million-{_uploads++}", BucketName = Bucket }, Items(count)));
        Write($"{count:N0} files submitted, none of them read", seconds, $"{(memory.Stop() - memory.AtStart) >> 20:N0} MiB more in this process");
    }

    private static async IAsyncEnumerable<FleetItem> Items(int count)
    {
        for (int item = 0; item < count; item++)
        {
            yield return new FleetItem($"million/{item:D7}", FleetSource.File("data", $"million/{item:D7}"));
        }

        await Task.CompletedTask;
    }

    private async Task<double> FleetTimeAsync(
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

    private async Task RunAsync(IUploadFleet fleet, Func<IUploadFleet, string, Task> submit)
    {
        string id = $"figures-{_uploads++}-{Guid.NewGuid():N}";
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

    private static Func<IUploadFleet, string, Task> Large(string file) => (fleet, id) => fleet.SubmitAsync(
        new FleetUpload { Id = id, BucketName = Bucket, PartSize = PartSize },
        new FleetItem($"large/{id}", FleetSource.File("data", Path.GetFileName(file))));

    private static Func<IUploadFleet, string, Task> Folder(string path) => (fleet, id) => fleet.SubmitAsync(
        new FleetUpload { Id = id, BucketName = Bucket }, new FleetFolder(FleetSource.File("data", path), KeyPrefix: id + "/"));

    private ServiceProvider Client() => new ServiceCollection().AddLogging()
        .AddS3UploadFleet(fleet => fleet.UsePostgres(connection).SubmitOnly()).BuildServiceProvider();

    private async Task<string> LargeFileAsync(long size)
    {
        string path = Path.Combine(folder, $"large-{size}");
        if (!File.Exists(path))
        {
            await Runs.PseudoRandomFile.WriteAsync(path, size, CancellationToken.None);
        }

        return path;
    }

    /// <summary>A store that costs next to nothing, as a process of its own.</summary>
    private static ChildProcess StartStore(out Task<StoreAddress> address, SinkLine line)
    {
        var process = ChildProcess.Start(StoreCommand.Verb);
        address = process.AskAsync<StoreSettings, StoreAddress>(
            new StoreSettings(null, IsHttps: false, line), CancellationToken.None);
        return process;
    }

    private static MultipartUploader Plain(IAmazonS3 client, int concurrency) => new(
        client,
        new S3MultipartUploadOptions { Concurrency = UploadConcurrency.Fixed(concurrency), PartSizer = PartSizer.Fixed(PartSize) });

    private static Task<UploadManifest> UploadAsync(MultipartUploader uploader, string file, string key) => uploader.UploadAsync(
        new UploadRequest { BucketName = Bucket, Key = key, Source = PartSource.FromFile(file) });

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Write(string what, double seconds, string ratio = "") =>
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"| {what} | {seconds:N1} s | {ratio} |"));
}
