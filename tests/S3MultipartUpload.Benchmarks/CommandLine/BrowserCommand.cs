using System.CommandLine;
using System.Globalization;
using S3MultipartUpload.Benchmarks.Browsers;
using S3MultipartUpload.Benchmarks.Runs;
using static S3MultipartUpload.Benchmarks.Browsers.PageContenders;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>Measures our client for the browser beside Uppy and beside the floor, in Chromium.</summary>
internal sealed class BrowserCommand : Command
{
    private const long MiB = 1 << 20;

    private readonly Option<int> _size = new("--size")
    {
        Description = "The size of the file, in MiB.",
        DefaultValueFactory = _ => 1024,
    };

    private readonly Option<int[]> _partSizes = new("--part-size")
    {
        Description = "The size of parts, in MiB; once for each.",
        DefaultValueFactory = _ => [16, 5],
    };

    private readonly Option<int> _turns = new("--turns")
    {
        Description = "How often each uploads it; the median is told.",
        DefaultValueFactory = _ => 3,
    };

    public BrowserCommand()
        : base("browser", "Measures uploads from a page to a store that is 100 ms away, and fails where one is not stored.")
    {
        Add(_size);
        Add(_partSizes);
        Add(_turns);
        SetAction((arguments, cancellationToken) => RunAsync(
            arguments.GetValue(_size) * MiB, arguments.GetValue(_partSizes) ?? [], arguments.GetValue(_turns), cancellationToken));
    }

    private static async Task RunAsync(long size, int[] partSizes, int turns, CancellationToken cancellationToken)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await PseudoRandomFile.WriteAsync(path, size, cancellationToken);
            foreach (int partSize in partSizes)
            {
                await using BrowserMeter meter = await BrowserMeter.StartAsync(new FileInfo(path), partSize * MiB, cancellationToken);
                var costs = Scripts.Keys.ToDictionary(name => name, _ => new List<PageCost>());
                for (int turn = 0; turn < turns; turn++)
                {
                    foreach (string name in Scripts.Keys)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        costs[name].Add(await meter.UploadAsync(name));
                    }
                }

                Console.WriteLine(Table(partSize, costs.ToDictionary(of => of.Key, of => MedianOf(of.Value))));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static PageCost MedianOf(List<PageCost> costs) => costs.OrderBy(cost => cost.WallSeconds).ElementAt(costs.Count / 2);

    private static string Table(int partSize, Dictionary<string, PageCost> medians) => string.Concat([
        $"| parts of {partSize} MiB | s | browser, CPU s | application and store, CPU s |\n|---|---|---|---|\n",
        .. medians.Select(of => string.Create(
            CultureInfo.InvariantCulture,
            $"| {of.Key} | {of.Value.WallSeconds:0.00} | {of.Value.BrowserSeconds:0.0} | {of.Value.ServerSeconds:0.0} |\n")),
        string.Create(
            CultureInfo.InvariantCulture,
            $"\nUppy takes {medians[Uppy].WallSeconds / medians[Ours].WallSeconds:0.00} times as long as our client (goal: 3 or more); " +
            $"our client {medians[Ours].WallSeconds / medians[Floor].WallSeconds:0.00} times as long as the floor.\n"),
    ]);
}
