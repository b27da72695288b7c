using System.CommandLine;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>What the benchmark starts itself with to be one uploader, alone in a process: one job in, one measurement out.</summary>
internal sealed class UploadCommand : Command
{
    public const string Verb = "upload";

    public UploadCommand()
        : base(Verb)
    {
        Hidden = true;
        SetAction((_, cancellationToken) => RunAsync(cancellationToken));
    }

    private static async Task RunAsync(CancellationToken cancellationToken)
    {
        UploadJob job = JsonLine.Parse<UploadJob>(await Console.In.ReadLineAsync(cancellationToken));
        Measurement cost = await Contenders.Named(job.Contender).MeasureAsync(job, cancellationToken);
        Console.WriteLine(JsonLine.Format(cost));
    }
}
