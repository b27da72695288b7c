using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>The code of docs/fleet.md, run as it stands there.</summary>
public sealed class FleetExamples(Postgres postgres) : FleetScenario(postgres)
{
    [Fact]
    public async Task A_node_and_a_client()
    {
        byte[] bytes = await WriteAsync("photos/one.jpg", 100);
        (string connectionString, IAmazonS3 client, string mountedAt) = (Connection, Client, Folder);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IAmazonS3>(client);
        builder.Services.AddS3MultipartUpload();
        builder.Services.AddS3UploadFleet(fleet => fleet
            .UsePostgres(connectionString)
            .Configure(options => options.Roots["data"] = mountedAt));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(45));
        using IHost node = builder.Build();
        await node.StartAsync();

        IServiceCollection services = new ServiceCollection().AddLogging();
        services.AddS3UploadFleet(fleet => fleet.UsePostgres(connectionString).SubmitOnly());
        await using ServiceProvider provider = services.AddSingleton<NightlyArchive>().BuildServiceProvider();
        using var screen = new StringWriter();
        Assert.Equal(
            FleetState.Completed,
            await provider.GetRequiredService<NightlyArchive>().StoreAsync("2026-11", screen, TestContext.Current.CancellationToken));
        Assert.EndsWith("Completed: 1 of 1 objects, 100 bytes\n", screen.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        await AssertStoredAsync("2026-11/one.jpg", bytes);
        await node.StopAsync();
    }

    public sealed class NightlyArchive(IUploadFleet fleet)
    {
        public async Task<FleetState> StoreAsync(string day, TextWriter screen, CancellationToken cancellationToken)
        {
            FleetStatus status = await fleet.SubmitAsync(
                new FleetUpload { Id = $"photos-{day}", BucketName = "archive" },
                new FleetFolder(FleetSource.File("data", "photos"), KeyPrefix: $"{day}/"),
                cancellationToken);
            await foreach (FleetStatus now in fleet.WatchAsync(status.Id, cancellationToken: cancellationToken))
            {
                status = now;
                await screen.WriteLineAsync($"{now.State}: {now.ObjectsStored} of {now.Objects} objects, {now.BytesStored} bytes");
            }

            return status.State;
        }
    }
}
