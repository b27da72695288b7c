using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Benchmarks.CommandLine;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Endpoints;

/// <summary>Sends requests with the SDK, as it comes, over http to a store in a process of its own.</summary>
internal sealed class EndpointMeter : IAsyncDisposable
{
    private const int SmallSize = 4 << 10;
    private const int PartSize = 64 << 20;
    private const int PartsAtOneTime = 4;
    private const int UploadsBefore = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private readonly ChildProcess _store;
    private readonly AmazonS3Client _client;

    private EndpointMeter(ChildProcess store, AmazonS3Client client)
    {
        _store = store;
        _client = client;
    }

    public static async Task<EndpointMeter> StartAsync(StoreSettings settings, CancellationToken cancellationToken)
    {
        var store = ChildProcess.Start(StoreCommand.Verb);
        StoreAddress address = await store.AskAsync<StoreSettings, StoreAddress>(settings, cancellationToken);
        return new EndpointMeter(store, address.CreateClient(_ => { }));
    }

    /// <summary>PUTs of 4 KiB by so many loops, for so long.</summary>
    public async Task<EndpointCost> PutAsync(int loops, TimeSpan duration, CancellationToken cancellationToken)
    {
        await PutForAsync(loops, WarmUp, cancellationToken);
        return await MeasureAsync(async () => await PutForAsync(loops, duration, cancellationToken));
    }

    /// <summary>
    /// One upload of so many parts of 64 MiB, 4 at a time, in place of one that was there: into memory that those before have used, as
    /// memory that is new to the machine says more about the machine.
    /// </summary>
    public async Task<EndpointCost> UploadAsync(int parts, CancellationToken cancellationToken)
    {
        for (int before = 0; before < UploadsBefore; before++)
        {
            await UploadPartsAsync(parts, cancellationToken);
        }

        return await MeasureAsync(async () =>
        {
            await UploadPartsAsync(parts, cancellationToken);
            return parts * (double)PartSize / (1 << 30);
        });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _store.DisposeAsync();
    }

    private async Task<EndpointCost> MeasureAsync(Func<Task<double>> action)
    {
        (TimeSpan store, TimeSpan self) = (_store.CpuTime, Environment.CpuUsage.TotalTime);
        long started = Stopwatch.GetTimestamp();
        double amount = await action();
        TimeSpan wall = Stopwatch.GetElapsedTime(started);
        return new EndpointCost(
            amount,
            wall.TotalSeconds,
            (Environment.CpuUsage.TotalTime - self).TotalSeconds,
            (_store.CpuTime - store).TotalSeconds);
    }

    private async Task<double> PutForAsync(int loops, TimeSpan duration, CancellationToken cancellationToken)
    {
        byte[] bytes = Random(SmallSize);
        long started = Stopwatch.GetTimestamp();
        int[] counts = await Task.WhenAll(Enumerable.Range(0, loops).Select(loop => Task.Run(
            async () =>
            {
                int count = 0;
                for (; Stopwatch.GetElapsedTime(started) < duration; count++)
                {
                    await _client.PutObjectAsync(
                        new PutObjectRequest
                        {
                            BucketName = StoreAddress.Bucket,
                            Key = $"{loop}/{count % 100}",
                            InputStream = new MemoryStream(bytes, writable: false),
                        },
                        cancellationToken);
                }

                return count;
            },
            cancellationToken)));
        return counts.Sum();
    }

    private async Task UploadPartsAsync(int parts, CancellationToken cancellationToken)
    {
        byte[] bytes = Random(PartSize);
        string upload = (await _client.InitiateMultipartUploadAsync(StoreAddress.Bucket, "large", cancellationToken)).UploadId;
        var stored = new PartETag[parts];
        await Parallel.ForAsync(
            0,
            parts,
            new ParallelOptions { MaxDegreeOfParallelism = PartsAtOneTime, CancellationToken = cancellationToken },
            async (part, cancel) => stored[part] = new PartETag(await _client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = StoreAddress.Bucket,
                    Key = "large",
                    UploadId = upload,
                    PartNumber = part + 1,
                    InputStream = new MemoryStream(bytes, writable: false),
                },
                cancel)));
        await _client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest
            {
                BucketName = StoreAddress.Bucket,
                Key = "large",
                UploadId = upload,
                PartETags = [.. stored],
            },
            cancellationToken);
    }

    private static byte[] Random(int size)
    {
        byte[] bytes = new byte[size];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
