using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Our command line, compiled ahead of time: its whole process is measured, from its start to its end.</summary>
internal sealed class CommandLineContender(string name, params string[] settings) : IContender
{
    public string Name => name;

    public async Task<Measurement> MeasureAsync(UploadJob job, CancellationToken cancellationToken)
    {
        string trusted = Path.Combine(Path.GetDirectoryName(job.Path) ?? "", "trusted.pem");
        var start = new ProcessStartInfo(job.Program ?? throw new InvalidOperationException("There is no command line."))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["AWS_ACCESS_KEY_ID"] = job.Store.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = job.Store.SecretKey },
        };
        if (job.Store.Certificate is { } bytes)
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(bytes);
            await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem(), cancellationToken);
            start.Environment["SSL_CERT_FILE"] = trusted;
        }

        string[] arguments =
            [
            "--file", job.Source == SourceKind.Pipe ? "-" : job.Path, "--bucket", StoreAddress.Bucket, "--key", job.Key, "--part-size",
            $"{job.PartSize}", "--endpoint", job.Store.Endpoint, "--quiet", .. settings,
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The command line did not start.");
        Task<string> manifest = process.StandardOutput.ReadToEndAsync(cancellationToken);
        if (job.Source == SourceKind.Pipe)
        {
            await using FileStream file = File.OpenRead(job.Path);
            await file.CopyToAsync(process.StandardInput.BaseStream, 1 << 16, cancellationToken);
        }

        process.StandardInput.Close();
        await manifest;
        await process.WaitForExitAsync(cancellationToken);
        TimeSpan wall = Stopwatch.GetElapsedTime(started);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The command line ended with {process.ExitCode}.");
        }

        var usage = ChildUsage.Read();
        return new Measurement(usage.CpuSeconds, wall.TotalSeconds, usage.PeakWorkingSet, AllocatedBytes: null);
    }
}
