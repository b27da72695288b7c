// An application that knows the packages only: it uploads through DI to the in-process endpoint and reads the object back.
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Polly;
using S3MultipartUpload;
using S3MultipartUpload.Testing;

await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "photos" } });
HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
{
    ["S3Uploads:Concurrency"] = "4",
    ["S3Uploads:RetryDelay"] = "00:00:00.1",
});
builder.Services.AddSingleton<IAmazonS3>(server.CreateClient());
builder.Services.AddS3MultipartUpload()
    .BindConfiguration("S3Uploads")
    .ConfigurePipeline((pipeline, _) => pipeline.AddTimeout(TimeSpan.FromMinutes(5)))
    .AddIncompleteUploadSweeper(sweeper => sweeper.Queries.Add(new IncompleteUploadQuery { BucketName = "photos" }));
builder.Services.AddHealthChecks().AddS3MultipartUpload("photos");
using IHost host = builder.Build();
await host.StartAsync();
IServiceProvider services = host.Services;
HealthReport health = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

byte[] bytes = new byte[12 * 1024 * 1024];
new Random(1).NextBytes(bytes);
UploadManifest manifest = await services.GetRequiredService<IMultipartUploader>().UploadAsync(new UploadRequest
{
    BucketName = "photos",
    Key = "consumer.bin",
    Source = PartSource.FromMemory(bytes),
    PartSize = 5 * 1024 * 1024,
});

using GetObjectResponse stored = await services.GetRequiredService<IAmazonS3>().GetObjectAsync("photos", "consumer.bin");
var copy = new MemoryStream();
await stored.ResponseStream.CopyToAsync(copy);
bool same = bytes.AsSpan().SequenceEqual(copy.ToArray());
Console.WriteLine($"{manifest.Parts.Count} parts, {(same ? "byte for byte" : "DIFFERENT")}, {health.Status}");
await host.StopAsync();
return same ? 0 : 1;
