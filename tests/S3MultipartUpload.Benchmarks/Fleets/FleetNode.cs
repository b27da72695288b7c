using System.Diagnostics;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Benchmarks.Fleets;

/// <summary>A node of the fleet, as a process of its own.</summary>
internal sealed class FleetNode : IAsyncDisposable
{
    private readonly Process _process;

    private FleetNode(Process process) => _process = process;

    /// <summary>The most memory that it has held, in bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static FleetNode Start(S3TestServer store, string connection, string folder, int concurrency)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "S3MultipartUpload.Fleet.Cli.dll");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                assembly, "node", "--endpoint-url", store.Endpoint.ToString(), "--root", $"data={folder}",
                "--concurrency", $"{concurrency}", "--large-object-size", "100000000", "--range-size", "67108864",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["S3_UPLOAD_FLEET_CONNECTION"] = connection;
        start.Environment["AWS_ACCESS_KEY_ID"] = store.AccessKey;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = store.SecretKey;
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The node did not start.");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new FleetNode(process);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
