using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Benchmarks.CommandLine;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Comparisons;

/// <summary>The whole benchmark: first every uploader proves that it is right, then all are measured in turns.</summary>
internal sealed class Comparison(ComparisonSettings settings, TextWriter output)
{
    // TransferUtility sends nothing below 16 MiB in parts; the warm-up is to go the way of the upload.
    private const long LeastWarmUp = 32 * 1024 * 1024;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s3-multipart-upload-benchmark-");
        try
        {
            string file = Path.Combine(folder.FullName, "object");
            string warmUp = Path.Combine(folder.FullName, "warm-up");
            await PseudoRandomFile.WriteAsync(file, settings.Size, cancellationToken);
            await PseudoRandomFile.WriteAsync(warmUp, Math.Max(LeastWarmUp, 2 * settings.PartSize), cancellationToken);
            await CheckAsync(file, warmUp, Path.Combine(folder.FullName, "store"), cancellationToken);
            await MeasureAsync(file, warmUp, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Once, to a store that keeps the bytes: what each uploader stored is what it was given.</summary>
    private async Task CheckAsync(string file, string warmUp, string dataDirectory, CancellationToken cancellationToken)
    {
        await using var process = ChildProcess.Start(StoreCommand.Verb);
        StoreAddress store = await StartAsync(process, new StoreSettings(dataDirectory, settings.IsHttps), cancellationToken);
        using AmazonS3Client client = store.CreateClient(_ => { });
        foreach (IContender contender in settings.Contenders)
        {
            await UploadAsync(contender, store, client, file, warmUp, cancellationToken);
            using GetObjectResponse stored = await client.GetObjectAsync(StoreAddress.Bucket, contender.Name, cancellationToken);
            await using FileStream given = File.OpenRead(file);
            await SameBytes.CheckAsync(given, stored.ResponseStream, contender.Name, cancellationToken);
            await client.DeleteObjectAsync(StoreAddress.Bucket, contender.Name, cancellationToken);
        }

        await output.WriteLineAsync($"Read back and compared: every uploader stored the {ByteSize.Format(settings.Size)} it was given.");
    }

    /// <summary>To a sink, so that neither a disk nor a store's own work takes part.</summary>
    private async Task MeasureAsync(string file, string warmUp, CancellationToken cancellationToken)
    {
        await using var process = ChildProcess.Start(StoreCommand.Verb);
        StoreAddress store = await StartAsync(process, new StoreSettings(null, settings.IsHttps, settings.Line), cancellationToken);
        using AmazonS3Client client = store.CreateClient(_ => { });
        var results = settings.Contenders.ToDictionary(contender => contender.Name, _ => new List<Measurement>());
        for (int run = 1; run <= settings.Runs; run++)
        {
            foreach (IContender contender in settings.Contenders)
            {
                Measurement cost = await UploadAsync(contender, store, client, file, warmUp, cancellationToken);
                results[contender.Name].Add(cost);
                await output.WriteLineAsync($"Run {run}: {contender.Name} took {cost.WallSeconds:0.00} s, {cost.CpuSeconds:0.00} s " +
                    "of CPU.");
            }
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(
            new ResultTable(settings, [.. settings.Contenders.Select(c => new Summary(c.Name, results[c.Name]))]).ToString());
    }

    private static Task<StoreAddress> StartAsync(ChildProcess process, StoreSettings store, CancellationToken cancellationToken) =>
        process.AskAsync<StoreSettings, StoreAddress>(store, cancellationToken);

    private async Task<Measurement> UploadAsync(
        IContender contender, StoreAddress store, AmazonS3Client client, string file, string warmUp, CancellationToken cancellationToken)
    {
        var job = new UploadJob(contender.Name, store, contender.Name, settings.Source, file, warmUp, settings.PartSize);
        await using var process = ChildProcess.Start(UploadCommand.Verb);
        Measurement cost = await process.AskAsync<UploadJob, Measurement>(job, cancellationToken);
        GetObjectMetadataResponse head = await client.GetObjectMetadataAsync(StoreAddress.Bucket, contender.Name, cancellationToken);
        return head.ContentLength == settings.Size
            ? cost
            : throw new InvalidDataException($"{contender.Name} stored {head.ContentLength:N0} bytes instead of {settings.Size:N0}.");
    }
}
