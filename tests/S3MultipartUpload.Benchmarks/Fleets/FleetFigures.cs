using System.Diagnostics;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Fleet;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Benchmarks.Fleets;

/// <summary>What a fleet adds to plain uploads, and what more nodes give; a table row each.</summary>
internal sealed class FleetFigures(string connection, string folder)
{
    private const string Bucket = "archive";
    private const int PartSize = 8 << 20;
    private readonly List<FleetNode> _nodes = [];
    private int _uploads;

    /// <summary>One large object, whose parts take 300 ms each, by one node and by three, with 8 parts at one time each.</summary>
    public async Task ScalingAsync(long size)
    {
        string file = await LargeFileAsync(size);
        await using S3TestServer store = await StoreAsync(TimeSpan.FromMilliseconds(300));
        double one = await FleetTimeAsync(store, nodes: 1, Large(file));
        double three = await FleetTimeAsync(store, nodes: 3, Large(file));
        Write($"{size >> 20:N0} MiB in parts of 8 MiB that take 300 ms, 8 at one time on each node: 1 node", one);
        Write("the same by 3 nodes", three, $"{one / three:N2} times as fast");
    }

    public async Task LargeAsync(long size)
    {
        string file = await LargeFileAsync(size);
        await using S3TestServer store = await StoreAsync(TimeSpan.FromMilliseconds(100));
        using AmazonS3Client client = store.CreateClient(config => config.ForUploads());
        MultipartUploader uploader = Plain(client, concurrency: 8);
        await TimeAsync(() => UploadAsync(uploader, file, "warm"));
        double plain = await TimeAsync(() => UploadAsync(uploader, file, "plain"));
        double fleet = await FleetTimeAsync(store, nodes: 1, Large(file));
        Write($"{size >> 20:N0} MiB in parts of 8 MiB that take 100 ms, 8 at one time, by an uploader", plain);
        Write("the same by a fleet of 1 node", fleet, $"{fleet / plain:N2} times as long");
    }

    public async Task SmallAsync(int count)
    {
        string files = Path.Combine(folder, "small");
        Directory.CreateDirectory(files);
        for (int file = 0; file < count; file++)
        {
            await File.WriteAllBytesAsync(Path.Combine(files, $"{file:D6}"), new byte[4096]);
        }

        await using S3TestServer store = await StoreAsync(TimeSpan.FromMilliseconds(20));
        using AmazonS3Client client = store.CreateClient(config => config.ForUploads());
        MultipartUploader uploader = Plain(client, concurrency: 32);
        var request = new DirectoryUpload { BucketName = Bucket, Path = files, KeyPrefix = "plain/" };
        double plain = await TimeAsync(async () => (await uploader.UploadDirectoryAsync(request)).ThrowIfAnyFailed());
        double fleet = await FleetTimeAsync(
            store,
            nodes: 1,
            (client, id) => client.SubmitAsync(
                new FleetUpload { Id = id, BucketName = Bucket }, new FleetFolder(FleetSource.File("data", "small"), KeyPrefix: "fleet/")),
            concurrency: 32);
        Write($"{count:N0} files of 4 KiB that take 20 ms, 32 at one time, by an uploader", plain);
        Write("the same by a fleet of 1 node", fleet, $"{fleet / plain:N2} times as long");
    }

    public async Task SubmitAsync(int count)
    {
        await using ServiceProvider services = Client();
        IUploadFleet fleet = services.GetRequiredService<IUploadFleet>();
        double seconds = await TimeAsync(() => fleet.SubmitAsync(
            new FleetUpload { Id = $"million-{_uploads++}", BucketName = Bucket }, Items(count)));
        using var self = Process.GetCurrentProcess();
        Write($"{count:N0} files submitted, none of them read", seconds, $"{self.PeakWorkingSet64 >> 20:N0} MiB at most in this process");
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
        S3TestServer store, int nodes, Func<IUploadFleet, string, Task> submit, int concurrency = 8)
    {
        await using ServiceProvider services = Client();
        IUploadFleet fleet = services.GetRequiredService<IUploadFleet>();
        try
        {
            _nodes.AddRange(Enumerable.Range(0, nodes).Select(_ => FleetNode.Start(store, connection, folder, concurrency)));
            await File.WriteAllBytesAsync(Path.Combine(folder, "warm"), new byte[100_000]);
            await RunAsync(fleet, (fleet, id) => fleet.SubmitAsync(
                new FleetUpload { Id = id, BucketName = Bucket }, new FleetItem("warm", FleetSource.File("data", "warm"))));
            await Task.Delay(TimeSpan.FromSeconds(10)); // All have started, and wait for work.
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

    private static Task<S3TestServer> StoreAsync(TimeSpan latency) =>
        S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket }, Latency = latency });

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
