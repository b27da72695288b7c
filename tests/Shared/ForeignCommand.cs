using System.Diagnostics;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.TestSupport;

/// <summary>Runs a command-line client against the endpoint, in a folder of its own and with no settings but the endpoint's.</summary>
internal sealed class ForeignCommand(S3TestServer server, string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Where the certificate of an endpoint over https is, for clients that take it as an argument.</summary>
    public string CertificateFile { get; } = Path.Combine(folder, "endpoint.pem");

    public static bool IsInstalled(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, name)));

    /// <summary>Runs to success and returns the standard output.</summary>
    public async Task<string> RunAsync(string command, params string[] arguments)
    {
        (int exitCode, string? output, string? errors) = await TryAsync(command, arguments);
        Assert.True(
            exitCode == 0,
            $"{command} {string.Join(' ', arguments)}: exit code {exitCode}\n{output}\n{errors}\n{server.DescribeRequests()}");
        return output;
    }

    public async Task<(int ExitCode, string Output, string Errors)> TryAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            command, arguments)
        { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string? name in start.Environment.Keys.Where(
            name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("RCLONE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string? name, string? value) in Settings())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private IEnumerable<(string Name, string Value)> Settings() =>
    [
        .. Trust(),
        ("HOME", folder),
        ("S3_ENDPOINT", server.Endpoint.ToString().TrimEnd('/')),
        ("AWS_ACCESS_KEY_ID", server.AccessKey),
        ("AWS_SECRET_ACCESS_KEY", server.SecretKey),
        ("AWS_DEFAULT_REGION", server.Region),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_PAGER", ""),
        ("RCLONE_CONFIG_S3_TYPE", "s3"),
        ("RCLONE_CONFIG_S3_PROVIDER", "Other"),
        ("RCLONE_CONFIG_S3_ENDPOINT", server.Endpoint.ToString()),
        ("RCLONE_CONFIG_S3_REGION", server.Region),
        ("RCLONE_CONFIG_S3_ACCESS_KEY_ID", server.AccessKey),
        ("RCLONE_CONFIG_S3_SECRET_ACCESS_KEY", server.SecretKey),
    ];

    /// <summary>Over https, the one certificate that each client shall trust, under the name by which it looks for it.</summary>
    private IEnumerable<(string Name, string Value)> Trust()
    {
        if (server.Certificate is not { } certificate)
        {
            return [];
        }

        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        return
        [
            ("RCLONE_CA_CERT", CertificateFile),
            ("CURL_CA_BUNDLE", CertificateFile),
            ("S3_CERTIFICATE", CertificateFile),
        ];
    }
}
