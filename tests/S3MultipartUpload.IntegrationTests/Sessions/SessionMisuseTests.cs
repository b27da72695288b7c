using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using Moq;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Wrong use of a session is refused before any request.</summary>
public sealed class SessionMisuseTests : ResumeScenario
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    [InlineData(int.MaxValue)]
    public async Task A_part_number_outside_the_limits_is_refused(int number)
    {
        IMultipartSession session = await Start();
        UploadRefusedException refused = await AssertRefused(() => session.UploadPartAsync(number, PartSource.FromMemory(Bytes)));
        Assert.Contains("10,000", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_source_of_a_part_that_is_refused_is_disposed()
    {
        IMultipartSession session = await Start();
        var stream = new MemoryStream(Bytes);
        await AssertRefused(() => session.UploadPartAsync(0, PartSource.FromStream(stream)));
        Assert.False(stream.CanRead);
    }

    [Fact]
    public async Task A_part_without_a_source_is_refused()
    {
        IMultipartSession session = await Start();
        IPartSource? none = null;
#pragma warning disable CS8604 // Callers without nullable annotations can do it.
        await AssertRefused(() => session.UploadPartAsync(1, none));
#pragma warning restore CS8604
    }

    [Fact]
    public async Task A_part_above_the_largest_is_refused()
    {
        IMultipartSession session = await Start(options =>
        {
            options.Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 1, MaxPartSize = 20_000 } };
            options.MaxPartSize = 20_000;
        });
        await AssertRefused(() => session.UploadPartAsync(1, PartSource.FromMemory(Bytes)));
        await AssertRefused(() => session.UploadPartAsync(1, new SourceOf("stream", Bytes).Open()));
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 2 })]
    [InlineData(new[] { 1, 3 })]
    [InlineData(new[] { 0, 1 })]
    public async Task Parts_with_a_gap_are_refused(int[] numbers)
    {
        IMultipartSession session = await Start();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        await session.UploadPartAsync(3, PartSource.FromMemory(Bytes));
        await AssertRefused(() => session.CompleteAsync(numbers));
    }

    [Fact]
    public async Task A_part_that_nobody_has_stored_is_refused()
    {
        IMultipartSession session = await Start();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(() => session.CompleteAsync([1, 2]));
        Assert.Contains("Part 2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Requests, request => request.Operation == S3Operation.CompleteMultipartUpload);
    }

    [Fact]
    public async Task A_small_part_in_the_middle_is_refused()
    {
        IMultipartSession session = await Start(
            options => options.Profile = ProviderProfile.S3Compatible with { Limits = new ServiceLimits { MinPartSize = 100 } });
        await session.UploadPartAsync(1, PartSource.FromMemory(new byte[99]));
        await session.UploadPartAsync(2, PartSource.FromMemory(new byte[1]));
        UploadRefusedException refused = await AssertRefused(() => session.CompleteAsync([1, 2]));
        Assert.Contains("Part 1", refused.Message, StringComparison.Ordinal);
        await session.CompleteAsync([1]);
    }

    [Fact]
    public async Task Use_after_the_end_is_refused()
    {
        IMultipartSession session = await Start();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        UploadManifest manifest = await session.CompleteAsync();
        await AssertRefused(() => session.UploadPartAsync(1, PartSource.FromMemory(Bytes)));
        await AssertRefused(() => session.ListPartsAsync());
        Assert.Same(manifest, await session.CompleteAsync());
        await AssertRefused(() => session.AbortAsync());
    }

    [Fact]
    public async Task Completing_while_a_part_is_being_sent_is_refused()
    {
        IMultipartSession session = await Start();
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Effect = hold });
        Task send = session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        await hold.WaitAsync(1);
        await AssertRefused(() => session.CompleteAsync([1]));
        hold.Release();
        await send;
    }

    /// <summary>It would be confirmed, and missing in the object.</summary>
    [Fact]
    public async Task A_part_that_comes_while_the_object_is_being_completed_is_refused()
    {
        IMultipartSession session = await Start();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = hold });
        Task<UploadManifest> complete = session.CompleteAsync();
        await hold.WaitAsync(1);
        await AssertRefused(() => session.UploadPartAsync(2, PartSource.FromMemory(Bytes)));
        hold.Release();
        Assert.Single((await complete).Parts);
    }

    [Fact]
    public async Task A_part_may_be_sent_after_completing_has_failed()
    {
        IMultipartSession session = await Start();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.CompleteMultipartUpload,
            Times = 1,
            Effect = FaultEffect.Status(403, "AccessDenied"),
        });
        await Assert.ThrowsAsync<MultipartUploadException>(() => session.CompleteAsync());
        await session.UploadPartAsync(2, PartSource.FromMemory(Bytes));
        Assert.Equal(2, (await session.CompleteAsync()).Parts.Count);
    }

    [Fact]
    public async Task A_session_with_a_condition_that_the_store_ignores_is_refused_where_it_is_opened()
    {
        string json = Edited((await Start()).ToJson(), node => node["ifNoneMatch"] = true);
        Assert.Throws<UploadRefusedException>(() => Uploader().OpenSession(json));
    }

    [Fact]
    public async Task Aborting_while_the_object_is_being_completed_does_not_deny_the_object()
    {
        IMultipartSession session = await Start();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        HoldEffect hold = FaultEffect.Hold(done: true);
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = hold });
        Task<UploadManifest> complete = session.CompleteAsync();
        await hold.WaitAsync(1);
        Task abort = session.AbortAsync();
        Assert.True((await complete).IsComplete);
        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(() => abort);
        Assert.Contains("completed", refused.Message, StringComparison.Ordinal);
        hold.Release();
        Assert.Equal(Bytes, await StoredBytes());
    }

    [Fact]
    public async Task Aborting_calls_the_completing_back()
    {
        IMultipartSession session = await Start();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = hold });
        Task<UploadManifest> complete = session.CompleteAsync();
        await hold.WaitAsync(1);
        Task abort = session.AbortAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => complete);
        await abort;
        hold.Release();
        Assert.Equal(0, await OpenUploads());
    }

    [Fact]
    public async Task Completing_twice_at_once_completes_once()
    {
        IMultipartSession session = await Start();
        await session.UploadPartAsync(1, PartSource.FromMemory(Bytes));
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.CompleteMultipartUpload, Effect = hold });
        Task<UploadManifest> complete = session.CompleteAsync();
        await hold.WaitAsync(1);
        await AssertRefused(() => session.CompleteAsync());
        hold.Release();
        Assert.True((await complete).IsComplete);
    }

    [Fact]
    public async Task A_description_that_breaks_a_rule_is_refused() =>
        await AssertRefused(() => Uploader().StartAsync(new UploadTarget { BucketName = Bucket, Key = "" }));

    [Fact]
    public async Task A_session_with_a_customer_s_key_needs_it_again_and_does_not_write_it_down()
    {
        byte[] key = RandomBytes(32, seed: 9);
        var client = new Mock<IAmazonS3>();
        client.Setup(s3 => s3.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new InitiateMultipartUploadResponse { UploadId = "1" });
        var uploader = new MultipartUploader(client.Object);
        var encrypted = new UploadTarget { BucketName = Bucket, Key = Key, Encryption = ServerSideEncryption.CustomerProvided(key) };
        string json = (await uploader.StartAsync(encrypted)).ToJson();
        Assert.DoesNotContain(Convert.ToBase64String(key), json, StringComparison.Ordinal);
        Assert.Throws<UploadRefusedException>(() => uploader.OpenSession(json));
        Assert.Equal("1", uploader.OpenSession(json, encrypted.Encryption).UploadId);
    }

    /// <summary>Dots vanish from an address: the key would be the bucket, and to abort the upload would be to delete that.</summary>
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_session_cannot_have_a_bucket_removed(string bucket)
    {
        await Client.PutBucketAsync("victim");
        string json = Edited((await Start()).ToJson(), node => (UploadOf(node)["bucket"], UploadOf(node)["key"]) = (bucket, "victim"));
        await AssertRefused(() => Uploader().OpenSession(json).AbortAsync());
        Assert.Contains((await Client.ListBucketsAsync()).Buckets, found => found.BucketName == "victim");
    }

    [Fact]
    public async Task What_is_not_a_session_is_refused()
    {
        string good = (await Start()).ToJson();
        string[] bad =
        [
            "", "null", "[]", "{}", good[..^1], good + good, good
                .Replace("\"schemaVersion\":1", "\"schemaVersion\":2", StringComparison.Ordinal),
            good.Replace("\"uploadId\":\"", "\"uploadId\":\"\\u0000", StringComparison.Ordinal),
            good.Replace("\"schemaVersion\":1", "\"schemaVersion\":1,\"schemaVersion\":1", StringComparison.Ordinal),
            Edited(good, node => node["extra"] = 1), Edited(good, node => node["upload"] = null),
            Edited(good, node => UploadOf(node)["uploadToken"] = "x"), good + new string(' ', 100_000),
        ];
        int before = Server.Requests.Count;
        Assert.All(bad, json => Assert.Throws<InvalidUploadJsonException>(() => Uploader().OpenSession(json)));
        Assert.Throws<UploadRefusedException>(() => Uploader().OpenSession(Edited(good, node => UploadOf(node)["key"] = "/a")));
        Assert.Throws<UploadRefusedException>(
            () => Uploader().OpenSession(Edited(good, node => node["requestPayer"] = "requester\r\nX-Other: 1")));
        Assert.Equal(before, Server.Requests.Count);
    }

    private static JsonNode UploadOf(JsonNode session) => session["upload"] ?? throw new InvalidOperationException("No upload.");

    private static string Edited(string json, Action<JsonNode> edit)
    {
        JsonNode node = JsonNode.Parse(json) ?? throw new InvalidOperationException("null");
        edit(node);
        return node.ToJsonString();
    }

    private Task<IMultipartSession> Start(Action<S3MultipartUploadOptions>? configure = null) =>
        Uploader(configure).StartAsync(new UploadTarget { BucketName = Bucket, Key = Key });

    private async Task<UploadRefusedException> AssertRefused(Func<Task> call)
    {
        int before = Server.Requests.Count;
        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(call);
        Assert.Equal(before, Server.Requests.Count);
        return refused;
    }
}
