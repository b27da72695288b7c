using System.Diagnostics;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>An instance of the application as a process of its own, which can be killed.</summary>
internal sealed class InstanceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private InstanceProcess(Process process, Uri address)
    {
        _process = process;
        Web = new HttpClient { BaseAddress = new Uri(address, "/uploads/") };
    }

    public HttpClient Web { get; }

    public static async Task<InstanceProcess> StartAsync(S3TestServer store, string bucket, string keys, params string[] arguments)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "S3MultipartUpload.AspNetCore.TestApplication.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, store.Endpoint.ToString(), bucket, keys, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["AWS_ACCESS_KEY_ID"] = store.AccessKey;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = store.SecretKey;
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The instance did not start.");
        string address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The instance has ended.");
        return new InstanceProcess(process, new Uri(address));
    }

    /// <summary>The next event that it was told of.</summary>
    public async Task<string?> NextEventAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>As a power cut.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        Web.Dispose();
    }
}
