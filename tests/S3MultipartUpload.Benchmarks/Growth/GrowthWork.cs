using Amazon.S3;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>Does what grows, in this process.</summary>
internal sealed class GrowthWork(GrowthJob job)
{
    /// <summary>So small, so that what a part costs besides its bytes shows.</summary>
    public const int PartSize = 256 * 1024;
    private const int ObjectSize = 4 * 1024;

    public static int CountOf(GrowthKind kind) => kind switch
    {
        GrowthKind.Parts => 10_000,
        GrowthKind.Objects => 100_000,
        _ => 1_000,
    };

    public static long FileSizeOf(GrowthKind kind) => kind switch
    {
        GrowthKind.Parts => (long)PartSize * CountOf(kind),
        GrowthKind.Objects => ObjectSize,
        _ => 50 << 20,
    };

    public async Task<GrowthResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        int count = CountOf(job.Kind);
        using AmazonS3Client client = job.Store.CreateClient(config => config.ForUploads());
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.S3Compatible with { Limits = ServiceLimits.AmazonS3 with { MinPartSize = PartSize } },
        });
        using var peak = new MemoryPeak();
        var meter = new GrowthMeter(count);
        await (job.Kind switch
        {
            GrowthKind.Parts => PartsAsync(uploader, meter, cancellationToken),
            GrowthKind.Objects => ObjectsAsync(uploader, meter, count, cancellationToken),
            _ => UploadsAsync(uploader, meter, count, cancellationToken),
        });
        return new GrowthResult(meter.Slices, peak.AtStart, peak.Stop());
    }

    private Task<UploadManifest> PartsAsync(MultipartUploader uploader, GrowthMeter meter, CancellationToken cancellationToken) =>
        uploader.UploadAsync(
            new UploadRequest
            {
                BucketName = StoreAddress.Bucket,
                Key = "parts",
                Source = PartSource.FromFile(job.Path),
                PartSize = PartSize,
                Progress = new Told<UploadProgress>(progress => meter.OnDone(progress.PartsStored)),
            },
            cancellationToken);

    private async Task ObjectsAsync(MultipartUploader uploader, GrowthMeter meter, int count, CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(job.Path, cancellationToken);
        IAsyncEnumerable<UploadRequest> requests = Enumerable.Range(0, count)
            .Select(number => Request($"objects/{number}", PartSource.FromMemory(bytes))).ToAsyncEnumerable();
        int done = 0;
        await foreach (UploadResult result in uploader.UploadManyAsync(requests, cancellationToken: cancellationToken))
        {
            ThrowUnlessStored(result);
            meter.OnDone(++done);
        }
    }

    private async Task UploadsAsync(MultipartUploader uploader, GrowthMeter meter, int count, CancellationToken cancellationToken)
    {
        int done = 0;
        await Task.WhenAll(Enumerable.Range(0, count).Select(async number =>
        {
            await uploader.UploadAsync(Request($"uploads/{number}", PartSource.FromFile(job.Path)), cancellationToken);
            meter.OnDone(Interlocked.Increment(ref done));
        }));
    }

    private static UploadRequest Request(string key, IPartSource source) =>
        new() { BucketName = StoreAddress.Bucket, Key = key, Source = source };

    private static void ThrowUnlessStored(UploadResult result)
    {
        if (!result.IsStored)
        {
            throw new InvalidOperationException("An upload failed.", result.Exception);
        }
    }

    /// <summary>Tells at once, on the thread that reports; Progress would tell later, on another.</summary>
    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
