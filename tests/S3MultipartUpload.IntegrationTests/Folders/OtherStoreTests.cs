using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Folders;

/// <summary>What one store has is not at another of the same folder of checkpoints.</summary>
public sealed class OtherStoreTests : IDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("files-");
    private readonly DirectoryInfo _checkpoints = Directory.CreateTempSubdirectory("checkpoints-");

    public void Dispose()
    {
        _files.Delete(recursive: true);
        _checkpoints.Delete(recursive: true);
    }

    [Fact]
    public async Task A_journal_is_believed_of_its_own_store_only()
    {
        File.WriteAllText(Path.Combine(_files.FullName, "a"), "a");
        File.WriteAllText(Path.Combine(_files.FullName, "b"), "b");
        Assert.Equal((1, 1, 0), await StoreAsync(fails: true));
        Assert.Equal((2, 0, 0), await StoreAsync(fails: false));
    }

    private async Task<(long Stored, long Failed, long Unchanged)> StoreAsync(bool fails)
    {
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { "photos" } }, TestContext.Current.CancellationToken);
        using Amazon.S3.AmazonS3Client client = server.CreateClient();
        DirectoryUploadResult result = await new MultipartUploader(client).UploadDirectoryAsync(
            new DirectoryUpload
            {
                Path = _files.FullName,
                BucketName = "photos",
                CheckpointStore = new FileCheckpointStore(_checkpoints.FullName),
                RequestFor = file => fails && file.Key == "b"
                    ? throw new FormatException()
                    : new UploadRequest { BucketName = file.BucketName, Key = file.Key, Source = file.Source },
            },
            TestContext.Current.CancellationToken);
        return (result.FilesStored, result.FilesFailed, result.FilesUnchanged);
    }
}
