using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// Many clients write, copy, read and delete one object at the same time: each that reads it gets one of the contents that were written,
/// whole and with the ETag of that content, and nothing is left behind that nobody can reach.
/// </summary>
public sealed class OneKeyTests : IDisposable
{
    private const string Bucket = "photos";
    private const string Key = "one";
    private const int Clients = 64;
    private const int Requests = 40;
    private const int PartSize = 10_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("endpoint-").FullName;

    /// <summary>All that anybody may read, by its ETag; entered before it is sent.</summary>
    private readonly ConcurrentDictionary<string, byte[]> _contents = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Many_clients_on_one_key_read_what_one_of_them_wrote(bool inFolder, bool versioned)
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions
        {
            BucketNames = { Bucket },
            MinimumPartSize = 1,
            DataDirectory = inFolder ? _folder : null,
        });
        using AmazonS3Client client = server.CreateClient();
        if (versioned)
        {
            await client.PutBucketVersioningAsync(new PutBucketVersioningRequest
            {
                BucketName = Bucket,
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
            });
        }

        int read = (await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => RunAsync(server, number)))).Sum();

        Assert.True(read > Clients, $"{read} reads found an object");
        Assert.DoesNotContain(server.Requests, request => request.Status is 0 or >= 500);
        await DeleteAllAsync(client);
        Assert.Empty((await client.ListVersionsAsync(Bucket)).Versions ?? []);
        Assert.Empty(
            (await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket })).MultipartUploads ?? []);
        if (inFolder)
        {
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "blobs")));
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "buckets", Bucket, "objects")));
        }
    }

    /// <returns>How often it has read an object.</returns>
    private async Task<int> RunAsync(S3TestServer server, int number)
    {
        using AmazonS3Client client = server.CreateClient();
        var dice = new Random(number);
        int read = 0;
        for (int i = 0; i < Requests; i++)
        {
            try
            {
                switch (dice.Next(8))
                {
                    case 0 or 1:
                        byte[] bytes = Content(dice);
                        await client.PutObjectAsync(
                            new PutObjectRequest { BucketName = Bucket, Key = Key, InputStream = new MemoryStream(bytes) });
                        break;
                    case 2:
                        await UploadAsync(client, dice);
                        break;
                    case 3:
                        await client.CopyObjectAsync(Bucket, Key, Bucket, $"copy-{number}");
                        await client.CopyObjectAsync(Bucket, $"copy-{number}", Bucket, Key);
                        await AssertKnownAsync(client, $"copy-{number}");
                        break;
                    case 4 when i % 3 == 0:
                        await client.DeleteObjectAsync(Bucket, Key);
                        break;
                    default:
                        await AssertKnownAsync(client, Key);
                        read++;
                        break;
                }
            }
            catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
            {
                // Deleted by another one at this moment.
            }
        }

        return read;
    }

    private async Task AssertKnownAsync(AmazonS3Client client, string key)
    {
        using GetObjectResponse response = await client.GetObjectAsync(Bucket, key);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes);
        Assert.True(_contents.TryGetValue(response.ETag.Trim('"'), out byte[]? expected), $"nobody wrote {response.ETag}");
        Assert.Equal(expected, bytes.ToArray());
    }

    private async Task UploadAsync(AmazonS3Client client, Random dice)
    {
        string upload = (await client.InitiateMultipartUploadAsync(Bucket, Key)).UploadId;
        byte[][] parts = [Content(dice)[..PartSize], Content(dice)[..PartSize]];
        byte[] eTag = MD5.HashData([.. parts.SelectMany(MD5.HashData)]);
        _contents[$"{Convert.ToHexStringLower(eTag)}-{parts.Length}"] = [.. parts.SelectMany(part => part)];

        // A copy has all the bytes, put together as one.
        Remember([.. parts.SelectMany(part => part)]);
        var stored = new List<PartETag>();
        foreach (byte[] part in parts)
        {
            UploadPartResponse response = await client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = Bucket,
                Key = Key,
                UploadId = upload,
                PartNumber = stored.Count + 1,
                InputStream = new MemoryStream(part),
            });
            stored.Add(new PartETag(stored.Count + 1, response.ETag));
        }

        await client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = Bucket, Key = Key, UploadId = upload, PartETags = stored });
    }

    private byte[] Content(Random dice)
    {
        byte[] bytes = new byte[dice.Next(PartSize, 300_000)];
        dice.NextBytes(bytes);
        return Remember(bytes);
    }

    private byte[] Remember(byte[] bytes)
    {
        _contents[Convert.ToHexStringLower(MD5.HashData(bytes))] = bytes;
        return bytes;
    }

    private static async Task DeleteAllAsync(AmazonS3Client client)
    {
        while ((await client.ListVersionsAsync(Bucket)).Versions is { Count: > 0 } versions)
        {
            await client.DeleteObjectsAsync(new DeleteObjectsRequest
            {
                BucketName = Bucket,
                Objects = [.. versions.Select(version => new KeyVersion { Key = version.Key, VersionId = version.VersionId })],
            });
        }
    }
}
