using System.CommandLine;
using S3MultipartUpload.Benchmarks.Growth;
using S3MultipartUpload.Benchmarks.Processes;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>What the benchmark starts itself with to grow something, alone in a process: one job in, one result out.</summary>
internal sealed class GrowCommand : Command
{
    public const string Verb = "grow";

    public GrowCommand()
        : base(Verb)
    {
        Hidden = true;
        SetAction((_, cancellationToken) => RunAsync(cancellationToken));
    }

    private static async Task RunAsync(CancellationToken cancellationToken)
    {
        GrowthJob job = JsonLine.Parse<GrowthJob>(await Console.In.ReadLineAsync(cancellationToken));
        Console.WriteLine(JsonLine.Format(await new GrowthWork(job).ExecuteAsync(cancellationToken)));
    }
}
