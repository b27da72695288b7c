using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Operations;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Requests that cross: what is acknowledged was done, and stays.</summary>
public sealed class CrossingTests : RawScenario
{
    private const int Rounds = 100;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Object_is_not_acknowledged_into_a_bucket_that_is_gone(bool reset)
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server.Endpoint);
        await connection.SendAsync($"PUT /{Bucket}/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n" +
            "Content-Length: 4\r\n\r\n");
        await connection.ReadUntilAsync("100 Continue"); // Now it reads the body, and has found the bucket.

        if (reset)
        {
            Server.Reset();
        }
        else
        {
            await Client.DeleteBucketAsync(Bucket);
        }

        await connection.SendAsync("text");

        Assert.Contains("<Code>NoSuchBucket</Code>", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await Client.PutBucketAsync(Bucket);
        Assert.Null((await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects);
    }

    [Fact]
    public async Task Object_that_is_replaced_all_the_time_can_be_copied_all_the_time()
    {
        await PutAsync("a", "text");
        string upload = await CreateUploadAsync("c");
        bool done = false;
        var writers = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                await PutAsync("a", "text");
            }
        })));

        for (int round = 0; round < Rounds; round++)
        {
            await Client.CopyObjectAsync(Bucket, "a", Bucket, "b");
            await Client.CopyPartAsync(new()
            {
                SourceBucket = Bucket,
                SourceKey = "a",
                DestinationBucket = Bucket,
                DestinationKey = "c",
                UploadId = upload,
                PartNumber = 1,
            });
        }

        Volatile.Write(ref done, true);
        await writers;
    }

    [Fact]
    public async Task Tags_and_list_of_one_object_are_put_at_one_time()
    {
        await PutAsync("a", "text");
        for (int round = 0; round < Rounds; round++)
        {
            string value = $"{round}";
            string acl = round % 2 == 0 ? "public-read" : "private";
            await Task.WhenAll(
                SendAsync(
                    Put, $"/{Bucket}/a?tagging", $"<Tagging><TagSet><Tag><Key>k</Key><Value>{value}</Value></Tag></TagSet></Tagging>"),
                SendAsync(Put, $"/{Bucket}/a?acl", "", ("x-amz-acl", acl)));

            GetObjectTaggingResponse tags = await Client.GetObjectTaggingAsync(new() { BucketName = Bucket, Key = "a" });
            Assert.Equal(value, Assert.Single(tags.Tagging).Value);
        }
    }

    [Fact]
    public async Task Object_written_while_its_predecessor_expires_stays()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var buckets = new BucketTable(new MemoryBlobStore(), new NoRecords());
        buckets.Create(Bucket, clock.GetUtcNow(), record => record with
        {
            Lifecycle = "<LifecycleConfiguration><Rule><Status>Enabled</Status><Filter /><Expiration><Days>1</Days></Expiration></Rule>" +
                "</LifecycleConfiguration>",
        });
        ObjectTable objects = buckets.Get(Bucket).Objects;
        for (int number = 0; number < 20_000; number++)
        {
            objects.Put(Record($"a{number:D5}"), WriteConditions.None);
        }

        objects.Put(Record("z"), WriteConditions.None);
        clock.Advance(TimeSpan.FromDays(3));
        Task<int> run = Task.Run(() => new LifecycleRun(buckets, clock).Run());
        SpinWait.SpinUntil(() => objects.Find("a00000") is null);
        objects.Put(Record("z"), WriteConditions.None);
        await run;

        Assert.NotNull(objects.Find("z"));

        ObjectRecord Record(string key) => new()
        {
            Key = key,
            LastModified = clock.GetUtcNow(),
            ETag = "",
            Size = 0,
            Blobs = [],
            Attributes = new ObjectAttributes { Headers = new Dictionary<string, string>() },
        };
    }
}
