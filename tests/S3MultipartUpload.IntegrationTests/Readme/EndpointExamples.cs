using Amazon.S3;
using Amazon.S3.Model;
using Moq;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code about a mocked client and about the endpoint, run as it stands there.</summary>
public sealed class EndpointExamples : ExampleScenario
{
    [Fact]
    public async Task A_mocked_client()
    {
        var s3 = new Mock<IAmazonS3>();
        s3.Setup(client => client.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new InitiateMultipartUploadResponse { UploadId = "upload" });
        s3.Setup(client => client.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new UploadPartResponse { ETag = "\"part\"" });
        s3.Setup(client => client.CompleteMultipartUploadAsync(It.IsAny<CompleteMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new CompleteMultipartUploadResponse { ETag = "\"object\"" });

        var uploader = new MultipartUploader(s3.Object);
        UploadManifest manifest = await uploader.UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "disk.img",
            Source = PartSource.FromMemory(new byte[20 * 1024 * 1024]),
        });

        Assert.Equal("\"object\"", manifest.ETag);
        s3.Verify(client => client.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Fact]
    public async Task A_first_upload()
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "backups" } });
        using AmazonS3Client client = server.CreateClient();
        UploadManifest manifest = await new MultipartUploader(client).UploadAsync(new UploadRequest
        {
            BucketName = "backups",
            Key = "hello.txt",
            Source = PartSource.FromMemory("Hello!"u8.ToArray()),
        });
        Console.WriteLine(manifest.ToJson());
        Assert.True(manifest.IsComplete);
    }

    [Fact]
    public async Task The_endpoint_s_own_readme()
    {
        await File.WriteAllBytesAsync("cat.jpg", Bytes);
        await using S3TestServer s3 = await S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { "photos" } });
        using AmazonS3Client client = s3.CreateClient();            // an AmazonS3Client, ready to use

        await client.PutObjectAsync(new PutObjectRequest { BucketName = "photos", Key = "cat.jpg", FilePath = "cat.jpg" });

        File.Delete("cat.jpg");
        Assert.Equal(Bytes.Length, (await client.GetObjectMetadataAsync("photos", "cat.jpg")).ContentLength);
        s3.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 3,
            Times = 1,
            Effect = FaultEffect.Status(503, "SlowDown", retryAfter: TimeSpan.FromSeconds(1)),
        });
    }
}
