using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Benchmarks.Growth;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Fleet;

namespace S3MultipartUpload.Benchmarks.Fleets;

/// <summary>What a fleet adds to plain uploads, and what more nodes give; a table row each.</summary>
internal sealed class FleetFigures(FleetBench bench)
{
    /// <summary>
    /// One large object, whose parts take 300 ms each, by one node and by three, with 4 parts at one time each; a range is 4 parts, so that
    /// all nodes have work until the end.
    /// </summary>
    public async Task ScalingAsync(long size)
    {
        string file = await bench.LargeFileAsync(size);
        await using ChildProcess process = FleetBench.StartStore(
            out Task<StoreAddress> starting, new SinkLine(TimeSpan.FromMilliseconds(300), null));
        StoreAddress store = await starting;
        string[] settings = ["--large-object-size", "100000000", "--range-size", $"{4 * FleetBench.PartSize}"];
        Func<IUploadFleet, string, Task> warmUp = FleetBench.Large(await bench.LargeFileAsync(256 << 20));
        double one = await bench.FleetTimeAsync(store, nodes: 1, concurrency: 4, FleetBench.Large(file), warmUp, settings);
        double three = await bench.FleetTimeAsync(store, nodes: 3, concurrency: 4, FleetBench.Large(file), warmUp, settings);
        FleetBench.Write($"{size >> 20:N0} MiB in parts of 8 MiB that take 300 ms, 4 at one time on each node: 1 node", one);
        FleetBench.Write("the same by 3 nodes", three, $"{one / three:N2} times as fast");
    }

    /// <summary>One large object over a line of 1 Gbit/s, by an uploader and by a node as shipped.</summary>
    public async Task LargeAsync(long size)
    {
        string file = await bench.LargeFileAsync(size);
        await using ChildProcess process = FleetBench.StartStore(
            out Task<StoreAddress> starting, new SinkLine(TimeSpan.FromMilliseconds(20), BytesPerSecond: 125_000_000 / 8));
        StoreAddress store = await starting;
        using AmazonS3Client client = store.CreateClient(config => config.ForUploads());
        MultipartUploader uploader = Plain(client, concurrency: 8);
        await UploadAsync(uploader, file, "warm");
        double plain = await FleetBench.TimeAsync(() => UploadAsync(uploader, file, "plain"));
        double fleet = await bench.FleetTimeAsync(store, nodes: 1, concurrency: 8, FleetBench.Large(file));
        FleetBench.Write($"{size >> 20:N0} MiB over 1 Gbit/s, 20 ms away, 8 parts of 8 MiB at one time, by an uploader", plain);
        FleetBench.Write("the same by a fleet of 1 node", fleet, $"{fleet / plain:N3} times as long");
    }

    public async Task SmallAsync(int count)
    {
        string files = Path.Combine(bench.Path, "small");
        Directory.CreateDirectory(files);
        for (int file = 0; file < count; file++)
        {
            await File.WriteAllBytesAsync(Path.Combine(files, $"{file:D6}"), new byte[4096]);
        }

        await using ChildProcess process = FleetBench.StartStore(
            out Task<StoreAddress> starting, new SinkLine(TimeSpan.FromMilliseconds(20), null));
        StoreAddress store = await starting;
        using AmazonS3Client client = store.CreateClient(config => config.ForUploads());
        MultipartUploader uploader = Plain(client, concurrency: 32);
        var request = new DirectoryUpload { BucketName = FleetBench.Bucket, Path = files, KeyPrefix = "plain/" };
        await UploadAsync();
        double plain = await FleetBench.TimeAsync(UploadAsync);
        double fleet = await bench.FleetTimeAsync(store, nodes: 1, concurrency: 32, FleetBench.Folder("small"));
        FleetBench.Write($"{count:N0} files of 4 KiB that take 20 ms, 32 at one time, by an uploader", plain);
        FleetBench.Write("the same by a fleet of 1 node", fleet, $"{fleet / plain:N2} times as long");

        async Task UploadAsync() => (await uploader.UploadDirectoryAsync(request)).ThrowIfAnyFailed();
    }

    /// <summary>Jobs that have next to nothing to do: what the database and the scheduler take.</summary>
    public async Task JobsAsync(int count)
    {
        string files = Path.Combine(bench.Path, "jobs");
        Directory.CreateDirectory(files);
        for (int file = 0; file < count; file++)
        {
            await File.WriteAllBytesAsync(Path.Combine(files, $"{file:D6}"), new byte[1]);
        }

        await using ChildProcess process = FleetBench.StartStore(out Task<StoreAddress> starting, SinkLine.Near);
        StoreAddress store = await starting;
        foreach (int nodes in new[] { 1, 3 })
        {
            double seconds = await bench.FleetTimeAsync(
                store, nodes, concurrency: 8, FleetBench.Folder("jobs"), settings: ["--batch-size", "1"]);
            FleetBench.Write($"{count:N0} jobs of one byte each, by {nodes}", seconds, $"{count / seconds:N0} jobs a second");
        }
    }

    public async Task SubmitAsync(int count)
    {
        await using ServiceProvider services = bench.Client();
        IUploadFleet fleet = services.GetRequiredService<IUploadFleet>();
        using var memory = new MemoryPeak();
        double seconds = await FleetBench.TimeAsync(() => fleet.SubmitAsync(
            new FleetUpload { Id = bench.NewId(), BucketName = FleetBench.Bucket }, Items(count)));
        FleetBench.Write(
            $"{count:N0} files submitted, none of them read",
            seconds,
            $"{(memory.Stop() - memory.AtStart) >> 20:N0} MiB more in this process");
    }

    private static async IAsyncEnumerable<FleetItem> Items(int count)
    {
        for (int item = 0; item < count; item++)
        {
            yield return new FleetItem($"million/{item:D7}", FleetSource.File("data", $"million/{item:D7}"));
        }

        await Task.CompletedTask;
    }

    private static MultipartUploader Plain(IAmazonS3 client, int concurrency) => new(
        client,
        new S3MultipartUploadOptions
        {
            Concurrency = UploadConcurrency.Fixed(concurrency),
            PartSizer = PartSizer.Fixed(FleetBench.PartSize),
        });

    private static Task<UploadManifest> UploadAsync(MultipartUploader uploader, string file, string key) => uploader.UploadAsync(
        new UploadRequest { BucketName = FleetBench.Bucket, Key = key, Source = PartSource.FromFile(file) });
}
