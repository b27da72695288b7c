using System.Diagnostics;
using S3MultipartUpload.Benchmarks.Stores;

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

    /// <param name="store">Where it sends to.</param>
    /// <param name="connection">The database.</param>
    /// <param name="folder">What it knows as <c>data</c>.</param>
    /// <param name="concurrency">How many parts, or small files, it sends at one time.</param>
    /// <param name="settings">Settings other than as shipped.</param>
    public static FleetNode Start(StoreAddress store, string connection, string folder, int concurrency, params string[] settings)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "S3MultipartUpload.Fleet.Cli.dll");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                assembly, "node", "--endpoint-url", store.Endpoint, "--root", $"data={folder}",
                "--region", store.Region, "--concurrency", $"{concurrency}", .. settings,
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

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
