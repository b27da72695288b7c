using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Benchmarks.CommandLine;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Reports;
using S3MultipartUpload.Benchmarks.Scenarios;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Runs;

/// <summary>Runs a scenario: first every uploader proves that it is right, then all are measured in turns.</summary>
/// <param name="runs">How often each uploader is measured.</param>
/// <param name="program">Our command line, where it takes part.</param>
/// <param name="log">Told of every measurement.</param>
internal sealed class ScenarioRun(int runs, string? program, TextWriter log)
{
    /// <summary>What is read back and compared need not be gigabytes: twelve parts and a short one.</summary>
    private const long MostChecked = (12 * MostCheckedPart) + 12_345;
    private const long MostCheckedPart = 8 << 20;

    public async Task<IReadOnlyList<Summary>> ExecuteAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        await log.WriteLineAsync($"{scenario.Name}: {scenario.Description}");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s3-multipart-upload-benchmark-");
        try
        {
            Scenario small = scenario with
            {
                Size = Math.Min(scenario.Size, MostChecked),
                PartSize = Math.Min(scenario.PartSize, MostCheckedPart),
                Count = 1,
                WarmUp = 0,
            };
            await CheckAsync(small, folder.FullName, cancellationToken);
            return await MeasureAsync(scenario, folder.FullName, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Once, to a store that keeps the bytes: what each uploader stored is what it was given.</summary>
    private async Task CheckAsync(Scenario scenario, string folder, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, "checked");
        await PseudoRandomFile.WriteAsync(file, scenario.Size, cancellationToken);
        await using var process = ChildProcess.Start(StoreCommand.Verb);
        StoreAddress store = await process.AskAsync<StoreSettings, StoreAddress>(
            new StoreSettings(Path.Combine(folder, "store"), scenario.IsHttps), cancellationToken);
        using AmazonS3Client client = store.CreateClient(_ => { });
        foreach (IContender contender in scenario.Contenders)
        {
            await UploadAsync(scenario, contender, store, file, cancellationToken);
            using GetObjectResponse stored = await client.GetObjectAsync(StoreAddress.Bucket, KeyOf(contender), cancellationToken);
            await using FileStream given = File.OpenRead(file);
            await SameBytes.CheckAsync(given, stored.ResponseStream, contender.Name, cancellationToken);
            await client.DeleteObjectAsync(StoreAddress.Bucket, KeyOf(contender), cancellationToken);
        }

        File.Delete(file);
    }

    /// <summary>To a sink, so that neither a disk nor a store's own work takes part.</summary>
    private async Task<IReadOnlyList<Summary>> MeasureAsync(Scenario scenario, string folder, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, "object");
        await PseudoRandomFile.WriteAsync(file, scenario.Size, cancellationToken);
        await using var process = ChildProcess.Start(StoreCommand.Verb);
        StoreAddress store = await process.AskAsync<StoreSettings, StoreAddress>(
            new StoreSettings(null, scenario.IsHttps, scenario.Line), cancellationToken);
        var results = scenario.Contenders.ToDictionary(contender => contender, _ => new List<Measurement>());
        for (int run = 1; run <= runs; run++)
        {
            foreach (IContender contender in scenario.Contenders)
            {
                Measurement cost = await UploadAsync(scenario, contender, store, file, cancellationToken);
                SinkTally tally = await process.AskAsync<string, SinkTally>("tally", cancellationToken);
                int objects = scenario.WarmUp + scenario.Count;
                if (tally.Objects != objects || tally.Bytes != objects * scenario.Size)
                {
                    throw new InvalidDataException(
                        $"{contender.Name} stored {tally.Objects:N0} objects with {tally.Bytes:N0} bytes in all: not what it was given.");
                }

                results[contender].Add(cost with { Requests = tally.Requests, Connections = tally.Connections });
                await log.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"  {run}. {contender.Name}: {cost.WallSeconds:0.00} s, CPU {cost.CpuSeconds:0.00} s"));
            }
        }

        return [.. scenario.Contenders.Select(contender => new Summary(contender.Name, results[contender]))];
    }

    private async Task<Measurement> UploadAsync(
        Scenario scenario, IContender contender, StoreAddress store, string file, CancellationToken cancellationToken)
    {
        var job = new UploadJob(
            contender.Name, store, KeyOf(contender), scenario.Source, file, scenario.PartSize, scenario.Count, scenario.WarmUp, program);
        await using var process = ChildProcess.Start(UploadCommand.Verb);
        return await process.AskAsync<UploadJob, Measurement>(job, cancellationToken);
    }

    private static string KeyOf(IContender contender) => contender.Name.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal);
}
