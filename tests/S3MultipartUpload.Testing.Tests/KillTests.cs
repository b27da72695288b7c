using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// The endpoint is killed at random instants while clients overwrite, delete, copy, complete and list in its folder. Nothing that it has
/// acknowledged is lost, and nothing that was deleted or replaced comes back. KILLS and KILL_SEED change how often, and the dice.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const string Bucket = "photos";
    private const int Writers = 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("endpoint-").FullName;

    private static int Kills => Setting("KILLS", 12);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_comes_back()
    {
        Writer[] writers = [.. Enumerable.Range(0, Writers).Select(number => new Writer(number, Setting("KILL_SEED", 1)))];
        var dice = new Random(Setting("KILL_SEED", 1));
        for (int kill = 0; kill < Kills; kill++)
        {
            await using ServerProcess server = await StartAsync();
            using AmazonS3Client client = server.CreateClient();
            await CheckAsync(client, writers);
            int left = dice.Next(1, 200);
            var reached = new TaskCompletionSource();
            Task[] working = [.. writers.Select(writer => writer.WorkAsync(client, () =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    reached.SetResult();
                }
            }))];
            await Task.WhenAny([reached.Task, .. working]);
            await server.KillAsync();
            await Task.WhenAll(working);
            Assert.True(reached.Task.IsCompleted, "A writer gave up before the endpoint was killed.");
        }

        await using ServerProcess last = await StartAsync();
        using AmazonS3Client reader = last.CreateClient();
        await CheckAsync(reader, writers);
        await EmptyAsync(reader, writers);
    }

    private static async Task CheckAsync(AmazonS3Client client, Writer[] writers)
    {
        var versions = ((await client.ListVersionsAsync(Bucket, "cats/")).Versions ?? []).Select(version => version.Key).ToList();
        Assert.Equal(versions.Distinct(), versions);
        foreach (Writer writer in writers)
        {
            writer.Settle(await ReadAsync(client, writer.Key));
        }

        IEnumerable<string> stored = writers.Where(writer => writer.Stored is not null).Select(writer => writer.Key);
        Assert.Equal(stored.Order(StringComparer.Ordinal), versions);
    }

    private static async Task EmptyAsync(AmazonS3Client client, Writer[] writers)
    {
        foreach (Writer writer in writers)
        {
            await client.DeleteObjectAsync(Bucket, writer.Key);
            Assert.Null(await ReadAsync(client, writer.Key));
        }

        foreach (S3Object source in (await client.ListObjectsAsync(Bucket)).S3Objects ?? [])
        {
            await client.DeleteObjectAsync(Bucket, source.Key);
        }

        foreach (MultipartUpload upload in (await client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? [])
        {
            await client.AbortMultipartUploadAsync(Bucket, upload.Key, upload.UploadId);
        }

        await client.DeleteBucketAsync(Bucket);
    }

    private static async Task<string?> ReadAsync(AmazonS3Client client, string key)
    {
        try
        {
            using GetObjectResponse response = await client.GetObjectAsync(Bucket, key);
            return await new StreamReader(response.ResponseStream).ReadToEndAsync();
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static int Setting(string name, int value) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int set) ? set : value;

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync("--folder", _folder, "--bucket", Bucket);

    /// <summary>Changes an object of its own again and again, and knows what may be in it.</summary>
    private sealed class Writer(int number, int seed)
    {
        private readonly Random _dice = new(HashCode.Combine(number, seed));
        private int _content;

        /// <summary>What a change that was not acknowledged would have left; only where there was one.</summary>
        private (bool IsOpen, string? Outcome) _pending;

        private readonly string _source = $"sources/{number}";

        public string Key { get; } = $"cats/{number}";

        /// <summary>What was acknowledged last; null where it was deleted.</summary>
        public string? Stored { get; private set; }

        public void Settle(string? found)
        {
            if (found != Stored)
            {
                Assert.True(_pending.IsOpen, $"{Key} holds '{found}' where '{Stored}' was acknowledged.");
                Assert.Equal(_pending.Outcome, found);
            }

            (Stored, _pending) = (found, default);
        }

        public async Task WorkAsync(AmazonS3Client client, Action onAcknowledged)
        {
            try
            {
                while (true)
                {
                    await ChangeAsync(client);
                    (Stored, _pending) = (_pending.Outcome, default);
                    onAcknowledged();
                    ListObjectsV2Response listed = await client.ListObjectsV2Async(new() { BucketName = Bucket, Prefix = Key });
                    Assert.Equal(Stored is null ? 0 : 1, listed.KeyCount);
                }
            }
            catch (Exception error) when (error is HttpRequestException or AmazonS3Exception or IOException)
            {
                Assert.IsNotType<AmazonS3Exception>(error); // The endpoint answers nothing but success until it is gone.
            }
        }

        private async Task ChangeAsync(AmazonS3Client client)
        {
            string content = $"{Key} {++_content} {new string('x', _dice.Next(20_000))}";
            switch (_dice.Next(5))
            {
                case 0:
                    _pending = (true, null);
                    await client.DeleteObjectAsync(Bucket, Key);
                    break;
                case 1:
                    await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = _source, ContentBody = content });
                    _pending = (true, content);
                    await client.CopyObjectAsync(Bucket, _source, Bucket, Key);
                    await client.DeleteObjectAsync(Bucket, _source);
                    break;
                case 2:
                    string uploadId = (await client.InitiateMultipartUploadAsync(Bucket, Key)).UploadId;
                    UploadPartResponse part = await client.UploadPartAsync(new UploadPartRequest
                    {
                        BucketName = Bucket,
                        Key = Key,
                        UploadId = uploadId,
                        PartNumber = 1,
                        InputStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)),
                    });
                    _pending = (true, content);
                    await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
                    {
                        BucketName = Bucket,
                        Key = Key,
                        UploadId = uploadId,
                        PartETags = [new PartETag(1, part.ETag)],
                    });
                    break;
                default:
                    _pending = (true, content);
                    await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = Key, ContentBody = content });
                    break;
            }
        }
    }
}
