// An application that knows the packages only: it uploads through DI to the in-process endpoint and reads the object back.
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload;
using S3MultipartUpload.Testing;

await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "photos" } });
await using ServiceProvider services = new ServiceCollection()
    .AddSingleton<IAmazonS3>(server.CreateClient())
    .AddS3MultipartUpload(options => options.MaxConcurrentParts = 4).Services
    .BuildServiceProvider(validateScopes: true);

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
Console.WriteLine($"{manifest.Parts.Count} parts, {(same ? "byte for byte" : "DIFFERENT")}");
return same ? 0 : 1;
