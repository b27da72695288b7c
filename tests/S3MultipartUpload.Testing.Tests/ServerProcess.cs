using System.Diagnostics;
using Amazon.S3;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The endpoint in a process of its own: the tool <c>s3-test-server</c>.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, IReadOnlyDictionary<string, string> environment)
    {
        _process = process;
        Environment = environment;
    }

    /// <summary>What it told its clients to use.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        Process process = Begin(arguments.Contains("--port") ? arguments : ["--port", "0", .. arguments]);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!environment.ContainsKey("AWS_ENDPOINT_URL"))
        {
            string line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
            string[] pair = line["export ".Length..].Split('=', 2);
            environment[pair[0]] = pair[1].Trim('\'');
        }

        return new ServerProcess(process, environment);
    }

    /// <summary>Runs it where it is to refuse to start.</summary>
    public static async Task<(int ExitCode, string Error)> RefuseAsync(params string[] arguments)
    {
        using Process process = Begin(arguments);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    public AmazonS3Client CreateClient() => new(
        Environment["AWS_ACCESS_KEY_ID"],
        Environment["AWS_SECRET_ACCESS_KEY"],
        new AmazonS3Config
        {
            ServiceURL = Environment["AWS_ENDPOINT_URL"],
            AuthenticationRegion = Environment["AWS_REGION"],
            ForcePathStyle = true,
            MaxErrorRetry = 0,
        });

    /// <summary>Ends it at once, as kill -9 does.</summary>
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
    }

    private static Process Begin(string[] arguments) =>
        Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "S3MultipartUpload.TestServer.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("No process was started.");
}
