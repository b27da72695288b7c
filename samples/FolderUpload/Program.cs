using Amazon.S3;
using S3MultipartUpload;

// FolderUpload FOLDER BUCKET PREFIX STATE: stores a folder. Killed and started again, it goes on where it stopped: STATE is where it keeps
// what it needs for that, and the manifest at the end. S3_ENDPOINT names the store, AWS_… the credentials.
if (args is not [string path, string bucket, string prefix, string state])
{
    Console.Error.WriteLine("FolderUpload FOLDER BUCKET PREFIX STATE");
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
var uploader = new MultipartUploader(client);
Directory.CreateDirectory(state);
await using FileStream manifest = File.Create(Path.Combine(state, "manifest.jsonl"));
try
{
    DirectoryUploadResult result = await uploader.UploadDirectoryAsync(
        new DirectoryUpload
        {
            Path = path,
            BucketName = bucket,
            KeyPrefix = prefix,
            CheckpointStore = new FileCheckpointStore(Path.Combine(state, "checkpoints")),
            Manifest = manifest,
            OnFile = file =>
            {
                if (file.Outcome is DirectoryFileOutcome.Failed or DirectoryFileOutcome.LinkSkipped)
                {
                    Console.Error.WriteLine($"{file.RelativePath}: {file.Exception?.Message ?? "a link, left out"}");
                }
            },
        },
        stop.Token);
    Console.WriteLine($"{result.FilesStored} stored, {result.FilesUnchanged} stored before, {result.FilesFailed} failed");
    return result.FilesFailed == 0 ? 0 : 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted; start it again to go on.");
    return 130;
}
catch (S3UploadException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
