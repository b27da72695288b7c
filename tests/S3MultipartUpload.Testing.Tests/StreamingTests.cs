using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>The endpoint streams: what it does not keep in memory never is in memory. Alone, as the heap is everyone's.</summary>
[Collection(nameof(RunsAlone))]
public sealed class StreamingTests
{
    private const string Bucket = "photos";
    private const int PartSize = 64 << 20;
    private const int Parts = 16;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_of_1_gib_does_not_put_1_gib_on_the_heap(bool discard)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("endpoint-");
        try
        {
            await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions
            {
                BucketNames = { Bucket },
                DiscardData = discard,
                DataDirectory = discard ? null : folder.FullName,
                AllowAnonymous = true,
            });
            using AmazonS3Client client = server.CreateClient();
            using var http = new HttpClient();
            string upload = (await client.InitiateMultipartUploadAsync(Bucket, "a")).UploadId;
            byte[] block = new byte[1 << 20];
            var parts = new List<PartETag>();
            long before = GC.GetTotalMemory(forceFullCollection: true);
            long peak = 0;
            for (int number = 1; number <= Parts; number++)
            {
                Uri uri = new UriBuilder(server.Endpoint) { Path = $"{Bucket}/a", Query = $"partNumber={number}&uploadId={upload}" }.Uri;
                using var content = new RepeatedContent(block, PartSize);
                using HttpResponseMessage response = await http.PutAsync(uri, content);
                parts.Add(new PartETag(number, response.Headers.ETag?.Tag));
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
            }

            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "a", UploadId = upload, PartETags = parts });

            Assert.Equal(1L << 30, (await client.GetObjectMetadataAsync(Bucket, "a")).ContentLength);
            Assert.True(peak - before < 128 << 20, $"{(peak - before) >> 20} MiB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Discarding_and_keeping_data_exclude_each_other()
    {
        var options = new S3TestServerOptions { DiscardData = true, DataDirectory = "unused" };

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => S3TestServer.StartAsync(options));

        Assert.Contains("exclude each other", error.Message, StringComparison.Ordinal);
    }
}
