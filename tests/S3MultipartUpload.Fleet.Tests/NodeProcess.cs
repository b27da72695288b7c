using System.Diagnostics;
using System.Text;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>A node as a process of its own, which can be killed.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private NodeProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public static NodeProcess Start(Uri endpoint, S3Credential credential, string connection, params string[] arguments)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "S3MultipartUpload.Fleet.Cli.dll");
        var start = new ProcessStartInfo(
            "dotnet", [assembly, "node", "--endpoint-url", endpoint.ToString(), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["S3_UPLOAD_FLEET_CONNECTION"] = connection;
        start.Environment["AWS_ACCESS_KEY_ID"] = credential.AccessKey;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = credential.SecretKey;
        return new NodeProcess(Process.Start(start) ?? throw new InvalidOperationException("The node did not start."));
    }

    /// <summary>As a power cut.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>It hangs, and lives: until <see cref="ContinueAsync"/>.</summary>
    public Task HangAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>As an administrator stops it.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
