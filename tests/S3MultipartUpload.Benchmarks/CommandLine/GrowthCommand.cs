using System.CommandLine;
using S3MultipartUpload.Benchmarks.Growth;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Runs;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>Measures whether a part, an object and an upload cost the same however many there are.</summary>
internal sealed class GrowthCommand : Command
{
    private readonly Option<GrowthKind[]> _kinds = new("--kind")
    {
        Description = "What grows; all where none is named.",
        AllowMultipleArgumentsPerToken = true,
    };

    public GrowthCommand()
        : base("growth", "Measures the time and the memory of many parts, many objects and many uploads at once.")
    {
        Add(_kinds);
        SetAction(RunAsync);
    }

    private async Task RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        GrowthKind[] kinds = arguments.GetValue(_kinds) is { Length: > 0 } named ? named : Enum.GetValues<GrowthKind>();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("s3-multipart-upload-benchmark-");
        try
        {
            foreach (GrowthKind kind in kinds)
            {
                string file = Path.Combine(folder.FullName, $"{kind}");
                await PseudoRandomFile.WriteAsync(file, GrowthWork.FileSizeOf(kind), cancellationToken);
                await using var sink = ChildProcess.Start(StoreCommand.Verb);
                StoreAddress store = await sink.AskAsync<StoreSettings, StoreAddress>(
                    new StoreSettings(null, IsHttps: false, SinkLine.Near), cancellationToken);
                await using var process = ChildProcess.Start(GrowCommand.Verb);
                GrowthResult result = await process.AskAsync<GrowthJob, GrowthResult>(new(kind, store, file), cancellationToken);
                SinkTally tally = await sink.AskAsync<string, SinkTally>("tally", cancellationToken);
                ThrowUnlessAllStored(kind, tally);
                Console.Write(GrowthTable.Format(kind, result with { Connections = tally.Connections }));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void ThrowUnlessAllStored(GrowthKind kind, SinkTally tally)
    {
        int objects = kind == GrowthKind.Parts ? 1 : GrowthWork.CountOf(kind);
        if (tally.Objects != objects || tally.Bytes != objects * GrowthWork.FileSizeOf(kind))
        {
            throw new InvalidDataException($"{tally.Objects:N0} objects with {tally.Bytes:N0} bytes in all are stored, which are not all.");
        }
    }
}
