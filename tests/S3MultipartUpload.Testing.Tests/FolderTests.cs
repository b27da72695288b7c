using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class FolderTests : IDisposable
{
    private const string Bucket = "photos";
    private readonly string _folder = Directory.CreateTempSubdirectory("endpoint-").FullName;

    private S3TestServerOptions Options => new() { DataDirectory = _folder, BucketNames = { Bucket }, MinimumPartSize = 1 };

    private IEnumerable<string> Blobs => Directory.EnumerateFiles(Path.Combine(_folder, "blobs"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_belongs_to_one_endpoint_at_a_time()
    {
        await using (await S3TestServer.StartAsync(Options))
        {
            IOException taken = await Assert.ThrowsAsync<IOException>(() => S3TestServer.StartAsync(Options));
            Assert.Contains("in use by another endpoint", taken.Message, StringComparison.Ordinal);
        }

        await using S3TestServer next = await S3TestServer.StartAsync(Options);
        Assert.Empty(next.Requests);
    }

    [Fact]
    public async Task Objects_and_open_uploads_survive_a_restart()
    {
        string upload;
        PartETag first;
        await using (S3TestServer server = await S3TestServer.StartAsync(Options))
        {
            using AmazonS3Client client = server.CreateClient();
            await client.PutObjectAsync(
                new PutObjectRequest { BucketName = Bucket, Key = "small", ContentBody = "text", Metadata = { ["a"] = "b" } });
            upload = (await client.InitiateMultipartUploadAsync(Bucket, "large")).UploadId;
            first = await PutPartAsync(client, upload, 1, [1, 2]);
        }

        await using (S3TestServer server = await S3TestServer.StartAsync(Options))
        {
            using AmazonS3Client client = server.CreateClient();
            Assert.Equal("b", (await client.GetObjectMetadataAsync(Bucket, "small")).Metadata["a"]);
            Assert.Equal(first.ETag, Assert.Single((await client.ListPartsAsync(Bucket, "large", upload)).Parts).ETag);

            PartETag second = await PutPartAsync(client, upload, 2, [3]);
            await CompleteAsync(client, upload, first, second);
        }

        await using (S3TestServer server = await S3TestServer.StartAsync(Options))
        {
            using AmazonS3Client client = server.CreateClient();
            using GetObjectResponse response = await client.GetObjectAsync(Bucket, "large");
            using var bytes = new MemoryStream();
            await response.ResponseStream.CopyToAsync(bytes);
            Assert.Equal([1, 2, 3], bytes.ToArray());
            Assert.Equal(response.ETag, (await CompleteAsync(client, upload, first)).ETag);
        }
    }

    [Fact]
    public async Task Bytes_nobody_refers_to_any_more_leave_the_folder()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(Options);
        using AmazonS3Client client = server.CreateClient();
        for (int i = 0; i < 2; i++)
        {
            await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text" });
        }

        string upload = (await client.InitiateMultipartUploadAsync(Bucket, "large")).UploadId;
        await PutPartAsync(client, upload, 1, [1]);
        await PutPartAsync(client, upload, 1, [2]);
        Assert.Equal(2, Blobs.Count());

        await client.AbortMultipartUploadAsync(Bucket, "large", upload);
        await client.DeleteObjectAsync(Bucket, "a");

        Assert.Empty(Blobs);
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_swept_at_the_next_start()
    {
        await using (S3TestServer first = await S3TestServer.StartAsync(Options))
        {
            using AmazonS3Client client = first.CreateClient();
            await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text" });
            await PutPartAsync(client, (await client.InitiateMultipartUploadAsync(Bucket, "large")).UploadId, 1, [1]);
        }

        // Beside every blob, and every record of a bucket, an object, an upload and its part.
        string[] whole = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        foreach (string file in whole)
        {
            await File.WriteAllTextAsync($"{file}.0123.tmp", "half");
        }

        await using S3TestServer server = await S3TestServer.StartAsync(Options);

        Assert.Equal(whole.Order(), Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order());
    }

    private static async Task<PartETag> PutPartAsync(Amazon.S3.AmazonS3Client client, string upload, int number, byte[] bytes)
    {
        UploadPartResponse part = await client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = "large",
            UploadId = upload,
            PartNumber = number,
            InputStream = new MemoryStream(bytes),
        });
        return new PartETag(number, part.ETag);
    }

    private static Task<CompleteMultipartUploadResponse> CompleteAsync(
        Amazon.S3.AmazonS3Client client, string upload, params PartETag[] parts) =>
        client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "large",
            UploadId = upload,
            PartETags = [.. parts],
        });
}
