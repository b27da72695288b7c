using System.CommandLine;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.TestServer;

/// <summary>Starts an endpoint, says on standard output how it is reached, and serves until it is told to end.</summary>
internal sealed class ServeCommand : RootCommand
{
    private const int DefaultPort = 9000;

    private readonly Option<int> _port = new("--port")
    {
        Description = "The TCP port on 127.0.0.1; 0 for any free one.",
        DefaultValueFactory = _ => DefaultPort,
    };

    private readonly Option<DirectoryInfo?> _folder = new("--folder")
    {
        Description = "The folder that keeps the data; without it they are in memory and gone with the process.",
    };

    private readonly Option<string[]> _buckets = new("--bucket")
    {
        Description = "A bucket that exists from the start; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _https = new("--https") { Description = "Serve HTTPS, with a certificate made at the start." };

    private readonly Option<FileInfo?> _certificate = new("--certificate-file")
    {
        Description = "Where that certificate is written, as PEM, for clients to trust.",
    };

    private readonly Option<string?> _accessKey = new("--access-key") { Description = "The access key; needs --secret-key." };

    private readonly Option<string?> _secretKey = new("--secret-key") { Description = "The secret that belongs to it." };

    private readonly Option<bool> _anonymous = new("--allow-anonymous") { Description = "Let requests without a signature in." };

    private readonly Option<bool> _unsigned = new("--allow-unsigned-payload")
    {
        Description = "Let bodies in that are left out of the signature, over http too.",
    };

    private readonly Option<bool> _signatureV2 = new("--allow-signature-v2")
    {
        Description = "Let Signature Version 2 in, by which boto3 presigns unless it is told otherwise.",
    };

    public ServeCommand()
        : base("An S3 endpoint for tests, on 127.0.0.1. Prints what clients need as lines for a shell, and serves until it is ended.")
    {
        foreach (Option option in new Option[]
            { _port, _folder, _buckets, _https, _certificate, _accessKey, _secretKey, _anonymous, _unsigned, _signatureV2 })
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if ((result.GetValue(_accessKey) is null) != (result.GetValue(_secretKey) is null))
            {
                result.AddError("--access-key and --secret-key belong together.");
            }

            if (result.GetValue(_certificate) is not null && !result.GetValue(_https))
            {
                result.AddError("--certificate-file is for --https.");
            }
        });
        SetAction(ServeAsync);
    }

    private async Task<int> ServeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var options = new S3TestServerOptions
        {
            Port = arguments.GetValue(_port),
            DataDirectory = arguments.GetValue(_folder)?.FullName,
            Https = arguments.GetValue(_https),
            AllowAnonymous = arguments.GetValue(_anonymous),
            AllowUnsignedPayloadOverHttp = arguments.GetValue(_unsigned),
            AllowSignatureV2 = arguments.GetValue(_signatureV2),
            LogRequests = false, // Nobody could read the log, and the process may run for days.
        };
        foreach (string bucket in arguments.GetValue(_buckets) ?? [])
        {
            options.BucketNames.Add(bucket);
        }

        S3Credential? own = arguments.GetValue(_accessKey) is { } accessKey && arguments.GetValue(_secretKey) is { } secretKey
            ? new S3Credential(accessKey, secretKey)
            : null;
        if (own is not null)
        {
            options.Credentials.Add(own);
        }

        S3TestServer server;
        try
        {
            server = await S3TestServer.StartAsync(options, cancellationToken);
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }

        await using (server)
        {
            await WriteAsync(server, own ?? new S3Credential(server.AccessKey, server.SecretKey), arguments.GetValue(_certificate));
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return 0;
    }

    private static async Task WriteAsync(S3TestServer server, S3Credential credential, FileInfo? certificate)
    {
        if (certificate is not null && server.Certificate is not null)
        {
            await File.WriteAllTextAsync(certificate.FullName, server.Certificate.ExportCertificatePem());
            Export("AWS_CA_BUNDLE", certificate.FullName);
        }

        Export("AWS_ACCESS_KEY_ID", credential.AccessKey);
        Export("AWS_SECRET_ACCESS_KEY", credential.SecretKey);
        Export("AWS_REGION", server.Region);

        // The last, so that who has read it has read all.
        Export("AWS_ENDPOINT_URL", server.Endpoint.ToString().TrimEnd('/'));
    }

    private static void Export(string name, string value) =>
        Console.WriteLine($"export {name}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'");
}
