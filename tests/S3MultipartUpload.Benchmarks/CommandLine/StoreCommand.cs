using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using S3MultipartUpload.Benchmarks.Endpoints;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Stores;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>
/// What the benchmark starts itself with to be the store; it answers until its standard input ends. A sink tells its tally for each line.
/// </summary>
internal sealed class StoreCommand : Command
{
    public const string Verb = "store";

    public StoreCommand()
        : base(Verb)
    {
        Hidden = true;
        SetAction((_, cancellationToken) => RunAsync(cancellationToken));
    }

    private static async Task RunAsync(CancellationToken cancellationToken)
    {
        StoreSettings settings = JsonLine.Parse<StoreSettings>(await Console.In.ReadLineAsync(cancellationToken));
        if (settings.Sink is { } line)
        {
            using X509Certificate2? certificate = settings.IsHttps ? SinkCertificate.Create() : null;
            using var sink = new SinkServer(certificate, line);
            Console.WriteLine(JsonLine.Format(new StoreAddress(sink.Endpoint, "us-east-1", "sink", "sink", certificate?.RawData)));
            while (await Console.In.ReadLineAsync(cancellationToken) is not null)
            {
                Console.WriteLine(JsonLine.Format(sink.TakeTally()));
            }

            return;
        }

        if (settings.Kind == StoreKind.WebServer)
        {
            await using WebApplication web = await BareWebServer.StartAsync(cancellationToken);
            Console.WriteLine(JsonLine.Format(new StoreAddress(web.Urls.Single(), "us-east-1", "web", "server", null)));
            await Console.In.ReadLineAsync(cancellationToken);
            return;
        }

        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions
            {
                BucketNames = { StoreAddress.Bucket },
                DataDirectory = settings.DataDirectory,
                DiscardData = settings.DataDirectory is null && settings.Kind != StoreKind.EndpointInMemory,
                Https = settings.IsHttps,
                AllowUnsignedPayloadOverHttp = true,
            },
            cancellationToken);
        var address = new StoreAddress(
            server.Endpoint.ToString(), server.Region, server.AccessKey, server.SecretKey, server.Certificate?.RawData);
        Console.WriteLine(JsonLine.Format(address));
        await Console.In.ReadLineAsync(cancellationToken);
    }
}
