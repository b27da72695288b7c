using System.Net;
using Amazon.S3;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>samples/BrowserUpload, whole and unchanged, in this process, on a port of its own; parts of 5 MiB.</summary>
public sealed class SampleApplication : IAsyncDisposable
{
    public const int PartSize = 5 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("browser-store-").FullName;
    private readonly WebApplicationFactory<Program> _factory;

    public SampleApplication(IEnumerable<(string Name, string Value)> settings, Uri? store = null)
    {
        // Not by the application: what the factory does to its host, it may do to every other that is built while it starts.
        Store = S3TestServer.Start(new() { DataDirectory = _folder, BucketNames = { "uploads" }, TimeProvider = StoreClock });
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("BrowserUpload:PartSize", $"{PartSize}")
                .UseSetting("Logging:LogLevel:Default", "Warning")
                .ConfigureTestServices(services =>
                {
                    services.AddSingleton(Store);
                    if (store is not null)
                    {
                        services.AddSingleton<IAmazonS3>(Store.CreateClient(client => client.ServiceURL = $"{store}"));
                    }

                    services.AddDataProtection().UseEphemeralDataProtectionProvider();
                });
            foreach ((string name, string value) in settings)
            {
                host.UseSetting(name, value);
            }
        });
        _factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _factory.StartServer();
        Address = _factory.ClientOptions.BaseAddress;
    }

    /// <summary>Where the page is.</summary>
    public Uri Address { get; }

    /// <summary>The endpoint that the page sends to.</summary>
    public S3TestServer Store { get; }

    /// <summary>The clock of <see cref="Store"/>.</summary>
    internal ShiftedClock StoreClock { get; } = new();

    public IEnumerable<RouteEndpoint> Routes =>
        _factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
