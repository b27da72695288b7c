using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class LargeCopyTests : IDisposable
{
    private const string Bucket = "photos";
    private const long Limit = 5L << 30;
    private readonly string _folder = Directory.CreateTempSubdirectory("endpoint-").FullName;

    private S3TestServerOptions Options => new() { DataDirectory = _folder, BucketNames = { Bucket } };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task More_than_5_gib_are_not_copied_in_one_request()
    {
        await PutLargeAsync();
        await using S3TestServer server = await S3TestServer.StartAsync(Options);
        using AmazonS3Client client = server.CreateClient();
        Assert.Equal(Limit + 1, (await client.GetObjectMetadataAsync(Bucket, "a")).ContentLength);
        string upload = (await client.InitiateMultipartUploadAsync(Bucket, "b")).UploadId;
        var part = new CopyPartRequest
        {
            SourceBucket = Bucket,
            SourceKey = "a",
            DestinationBucket = Bucket,
            DestinationKey = "b",
            UploadId = upload,
            PartNumber = 1,
        };

        AmazonS3Exception whole = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.CopyObjectAsync(Bucket, "a", Bucket, "b"));
        AmazonS3Exception everything = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.CopyPartAsync(part));
        (part.FirstByte, part.LastByte) = (0, Limit);
        AmazonS3Exception range = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.CopyPartAsync(part));

        Assert.All([whole, everything, range], error => Assert.Equal("InvalidRequest", error.ErrorCode));
        Assert.All([whole, everything, range], error => Assert.Contains($"{Limit}", error.Message, StringComparison.Ordinal));
    }

    /// <summary>One byte that is made to look like many: the file has a hole.</summary>
    private async Task PutLargeAsync()
    {
        await using (S3TestServer server = await S3TestServer.StartAsync(Options))
        {
            using AmazonS3Client client = server.CreateClient();
            await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "x" });
        }

        string record = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "buckets", Bucket, "objects")));
        string json = await File.ReadAllTextAsync(record);
        await File.WriteAllTextAsync(record, Regex.Replace(json, "(\"size\"|\"length\"):1\\b", $"$1:{Limit + 1}"));
        await using FileStream blob = File.OpenWrite(Assert.Single(Directory.GetFiles(Path.Combine(_folder, "blobs"))));
        blob.SetLength(Limit + 1);
    }
}
