using Amazon.S3;
using S3MultipartUpload;

// UploadFile FILE BUCKET KEY: stores a file, of any size, and prints the manifest. S3_ENDPOINT names the store, AWS_… the credentials:
// AWS_REGION=eu-central-1 dotnet run --project samples/UploadFile -- disk.img backups 2026/disk.img
if (args is not [string path, string bucket, string key])
{
    Console.Error.WriteLine("UploadFile FILE BUCKET KEY");
    return 2;
}

AmazonS3Config config = new AmazonS3Config().ForUploads();
if (Environment.GetEnvironmentVariable("S3_ENDPOINT") is { } endpoint)
{
    (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint, true, "us-east-1");
}

using var client = new AmazonS3Client(config);
try
{
    UploadManifest manifest = await new MultipartUploader(client).UploadAsync(new UploadRequest
    {
        BucketName = bucket,
        Key = key,
        Source = PartSource.FromFile(path),
        Progress = new Progress<UploadProgress>(progress => Console.Error.WriteLine($"{progress.Fraction:P0}")),
    });
    Console.WriteLine(manifest.ToJson());
    return 0;
}
catch (Exception failure) when (failure is S3UploadException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
