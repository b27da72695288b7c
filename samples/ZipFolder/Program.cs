using System.IO.Compression;
using Amazon.S3;
using S3MultipartUpload;

// ZipFolder FOLDER BUCKET KEY: zips a folder straight into an object. No archive lies on a disk or in memory, whatever its size; and where
// something fails, nothing is stored. S3_ENDPOINT names the store, AWS_… the credentials:
// AWS_REGION=eu-central-1 dotnet run --project samples/ZipFolder -- photos backups 2026/photos.zip
if (args is not [string folder, string bucket, string key])
{
    Console.Error.WriteLine("ZipFolder FOLDER BUCKET KEY");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
AmazonS3Config config = new AmazonS3Config().ForUploads();
if (Environment.GetEnvironmentVariable("S3_ENDPOINT") is { } endpoint)
{
    (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint, true, "us-east-1");
}

using var client = new AmazonS3Client(config);
try
{
    // A writer that is disposed before CompleteAsync aborts. So the archive must leave it open.
    await using ObjectWriter writer = await new MultipartUploader(client).OpenWriteAsync(
        new UploadTarget { BucketName = bucket, Key = key, ContentType = "application/zip" }, cancellationToken: stop.Token);
    await using (ZipArchive zip = await ZipArchive.CreateAsync(writer, ZipArchiveMode.Create, leaveOpen: true, null, stop.Token))
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            await zip.CreateEntryFromFileAsync(path, name, stop.Token);
        }
    }

    UploadManifest manifest = await writer.CompleteAsync(stop.Token);
    Console.WriteLine($"{manifest.Size} bytes in {manifest.Parts.Count} parts: {manifest.Location}");
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted; nothing is stored.");
    return 130;
}
catch (Exception failure) when (failure is S3UploadException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
