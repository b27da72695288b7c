using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.TestSupport;

/// <summary>The web sample, running as a process of its own over an endpoint.</summary>
internal sealed partial class WebSample : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private WebSample(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    public Uri Address => Http.BaseAddress ?? throw new InvalidOperationException("It does not listen.");

    /// <summary>The most bytes of memory that it ever had.</summary>
    public long PeakMemory
    {
        get
        {
            string status = File.ReadAllText($"/proc/{_process.Id}/status");
            return 1024 * long.Parse(PeakLine().Match(status).Groups[1].Value, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts it, with the settings of its own appsettings.json but for those given here.</summary>
    public static async Task<WebSample> StartAsync(
        S3TestServer server, CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        string folder = Path.Combine(RepositoryFolder.FullName, "samples", "WebUpload");
        string tests = Path.Combine(RepositoryFolder.FullName, "tests", typeof(WebSample).Assembly.GetName().Name!);
        string assembly = Path.Combine(folder, Path.GetRelativePath(tests, AppContext.BaseDirectory), "WebUpload.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["S3_ENDPOINT"] = server.Endpoint.ToString(),
                ["AWS_ACCESS_KEY_ID"] = server.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = server.SecretKey,
            },
        };
        foreach ((string? name, string? value) in settings)
        {
            start.Environment[name] = value;
        }

        var sample = new WebSample(Process.Start(start) ?? throw new InvalidOperationException("Not started."));
        await sample.ListenAsync(cancellationToken);
        return sample;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var said = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            said.Add(line);
            if (ListeningLine().Match(line) is { Success: true } listening)
            {
                Http.BaseAddress = new Uri(listening.Groups[1].Value);
                _ = DrainAsync();
                return;
            }
        }

        throw new InvalidOperationException($"It ended:\n{string.Join('\n', said)}\n{await _errors}");
    }

    /// <summary>A process whose output nobody reads stands still when the pipe is full.</summary>
    private async Task DrainAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is not null)
        {
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningLine();

    [GeneratedRegex(@"^VmHWM:\s+(\d+) kB", RegexOptions.Multiline)]
    private static partial Regex PeakLine();
}
