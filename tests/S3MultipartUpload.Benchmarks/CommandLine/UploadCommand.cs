using System.CommandLine;
using Amazon.S3;
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
        IContender contender = Contenders.Named(job.Contender);
        using AmazonS3Client client = job.Store.CreateClient(contender.Configure);

        // Compiling the code and opening the first connections is not what an upload of gigabytes costs.
        await contender.UploadAsync(client, job with { Key = "warm-up" }, new Payload(job.Source, job.WarmUpPath), cancellationToken);

        var payload = new Payload(job.Source, job.Path);
        var meter = new ProcessMeter();
        await contender.UploadAsync(client, job, payload, cancellationToken);
        Console.WriteLine(JsonLine.Format(meter.Stop()));
    }
}
