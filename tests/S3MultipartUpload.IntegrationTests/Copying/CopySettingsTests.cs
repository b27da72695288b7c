using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Copying;

/// <summary>What is copied beside the bytes, from where, and with how many requests.</summary>
public sealed class CopySettingsTests : CopyScenario
{
    [Theory]
    [InlineData(100)]
    [InlineData(25_000)]
    public async Task Tags_are_kept_or_replaced(int size)
    {
        await Uploader().UploadAsync(new UploadRequest
        {
            BucketName = Bucket,
            Key = "source",
            Source = PartSource.FromMemory(Bytes.AsMemory(0, size)),
            Tags = new Dictionary<string, string> { ["camera"] = "x100 ü" },
        });
        await Uploader().CopyAsync(Request(Source()));
        Assert.Equal(["camera=x100 ü"], await TagsAsync());

        await Uploader().CopyAsync(new CopyRequest
        {
            BucketName = Bucket,
            Key = Key,
            Sources = [Source()],
            Tags = new Dictionary<string, string> { ["lens"] = "23" },
        });
        Assert.Equal(["lens=23"], await TagsAsync());

        await Uploader().CopyAsync(
            new CopyRequest { BucketName = Bucket, Key = Key, Sources = [Source()], TaggingDirective = TaggingDirective.REPLACE });
        Assert.Empty(await TagsAsync());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(25_000)]
    public async Task Tags_that_may_not_be_read_are_an_error_and_not_lost(int size)
    {
        await PutAsync(Bytes[..size]);
        Server.Faults.Add(new Fault { Operation = S3Operation.GetObjectTagging, Effect = FaultEffect.Status(403, "AccessDenied") });
        CopySourceException refused = await Assert.ThrowsAsync<CopySourceException>(() => Uploader().CopyAsync(Request(Source())));
        Assert.Equal(CopySourceProblem.Unavailable, refused.Problem);
        Assert.Contains("s3:GetObjectTagging", refused.Message, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(25_000)]
    public async Task A_copy_of_a_copy_has_a_mark_of_its_own(int size)
    {
        await Uploader().UploadAsync(
            new UploadRequest { BucketName = Bucket, Key = "source", Source = PartSource.FromMemory(Bytes.AsMemory(0, size)) });
        await Uploader().CopyAsync(Request(Source()));
        string[] marks = [await MarkAsync("source"), await MarkAsync(Key)];
        Assert.Equal(2, marks.Distinct().Count());
        Assert.All(marks, mark => Assert.Equal(32, mark.Length));
    }

    /// <summary>Raw requests store anything as a content type; the SDK would not send it on.</summary>
    [Fact]
    public async Task A_source_whose_description_cannot_be_sent_is_refused_with_what_to_set()
    {
        using var http = new HttpClient();
        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(Server.Endpoint, $"/{Bucket}/source"))
        {
            Content = new ByteArrayContent(Bytes),
        };
        put.Content.Headers.TryAddWithoutValidation("Content-Type", "a picture");
        (await http.SendAsync(put)).EnsureSuccessStatusCode();

        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(() => Uploader().CopyAsync(Request(Source())));
        Assert.Contains("described as its first source is", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ContentType is no media type", refused.Message, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync();
        await Uploader().CopyAsync(
            new CopyRequest { BucketName = Bucket, Key = Key, Sources = [Source()], ContentType = "image/jpeg" });
        Assert.Equal("image/jpeg", (await Client.GetObjectMetadataAsync(Bucket, Key)).Headers.ContentType);
    }

    [Fact]
    public async Task Nothing_is_downloaded_but_what_is_too_small()
    {
        await PutAsync(Bytes);
        await PutAsync(Bytes[..7], "small");
        await Uploader().CopyAsync(Request(Source(), Source() with { Offset = 3 }, Source("small")));
        Assert.Equal((0, 0), (Count(S3Operation.GetObject), Count(S3Operation.UploadPart)));

        await Uploader().CopyAsync(Request(Source(), Source("small"), Source()));
        Assert.Equal(1, Count(S3Operation.UploadPart));
        Assert.Equal(2, Count(S3Operation.GetObject));
        Assert.Equal((byte[])[.. Bytes, .. Bytes[..7], .. Bytes], await ReadAsync(Key));
    }

    [Fact]
    public async Task A_store_that_copies_no_parts_is_given_the_bytes()
    {
        await PutAsync(Bytes);
        UploadManifest manifest = await Uploader(Small(ProviderProfile.AmazonS3) with { CopiesParts = false })
            .CopyAsync(Request(Source() with { Offset = 1 }, Source()));
        Assert.Equal((0, 5), (Count(S3Operation.UploadPartCopy), manifest.Parts.Count));
        Assert.Equal((byte[])[.. Bytes[1..], .. Bytes], await ReadAsync(Key));
    }

    [Fact]
    public async Task Where_parts_have_to_be_equal_they_are()
    {
        await PutAsync(Bytes);
        UploadManifest manifest = await Uploader(Small(ProviderProfile.CloudflareR2)).CopyAsync(Request(Source(), Source()));
        Assert.Equal([10_000, 10_000, 10_000, 10_000, 10_000], manifest.Parts.Select(part => part.Size));
        Assert.Equal((byte[])[.. Bytes, .. Bytes], await ReadAsync(Key));
        Assert.Equal(1, Count(S3Operation.UploadPart));
    }

    [Fact]
    public async Task A_version_is_copied_and_one_that_is_gone_is_an_error()
    {
        await Client.PutBucketVersioningAsync(new PutBucketVersioningRequest
        {
            BucketName = Bucket,
            VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
        });
        string old = (await PutAsync(Bytes)).VersionId;
        await PutAsync(new byte[25_000]);
        await Uploader().CopyAsync(Request(Source() with { VersionId = old }));
        Assert.Equal(Bytes, await ReadAsync(Key));

        // An older version becomes the newest again.
        await Uploader().CopyAsync(
            new CopyRequest { BucketName = Bucket, Key = "source", Sources = [Source() with { VersionId = old }] });
        Assert.Equal(Bytes, await ReadAsync("source"));

        await Client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = Bucket, Key = "source", VersionId = old });
        string marker = (await Client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = Bucket, Key = "source" })).VersionId;
        foreach (string? version in new[] { old, "no-version", marker, null })
        {
            CopySourceException refused = await Assert.ThrowsAsync<CopySourceException>(
                () => Uploader().CopyAsync(Request(Source() with { VersionId = version })));
            Assert.Equal(CopySourceProblem.NotFound, refused.Problem);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(25_000)]
    public async Task A_condition_on_the_target_is_kept(int size)
    {
        await PutAsync(Bytes[..size]);
        await PutAsync([1], Key);
        var request = new CopyRequest { BucketName = Bucket, Key = Key, Sources = [Source()], IfNoneMatch = true };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(() => Uploader().CopyAsync(request));
        Assert.IsType<PreconditionFailedException>(failure.InnerException);
        Assert.Equal([1], await ReadAsync(Key));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(25_000)]
    public async Task An_object_with_a_key_of_the_customer_is_copied_to_one_with_another(int size)
    {
        var first = ServerSideEncryption.CustomerProvided(RandomBytes(32));
        var second = ServerSideEncryption.CustomerProvided(RandomBytes(32));
        await using S3TestServer server = await S3TestServer.StartAsync(
            new S3TestServerOptions { BucketNames = { Bucket }, MinimumPartSize = 1, Https = true });
        using AmazonS3Client client = server.CreateClient();
        var uploader = new MultipartUploader(
            client, new S3MultipartUploadOptions { Profile = Small(ProviderProfile.AmazonS3), PartSizer = PartSizer.Fixed(PartSize) });
        await uploader.UploadAsync(new UploadRequest
        {
            BucketName = Bucket,
            Key = "source",
            Source = PartSource.FromMemory(Bytes.AsMemory(0, size)),
            Encryption = first,
        });
        UploadManifest manifest = await uploader.CopyAsync(new CopyRequest
        {
            BucketName = Bucket,
            Key = Key,
            Sources = [Source() with { Encryption = first }],
            Encryption = second,
        });
        VerificationReport report = await uploader.VerifyAsync(manifest, new VerifyOptions { Deep = true, Encryption = second });
        Assert.Equal(VerificationOutcome.Proven, report.Outcome);
    }

    [Fact]
    public async Task Progress_counts_what_is_copied()
    {
        await PutAsync(Bytes);
        var reports = new List<UploadProgress>();
        await Uploader().CopyAsync(new CopyRequest
        {
            BucketName = Bucket,
            Key = Key,
            Sources = [Source()],
            Progress = new Reports(reports),
            ProgressInterval = TimeSpan.Zero,
        });
        Assert.Equal((25_000, 3, 1.0), (reports[^1].BytesStored, reports[^1].PartsStored, reports[^1].Fraction));
        Assert.Equal(reports.Select(report => report.BytesStored).Order(), reports.Select(report => report.BytesStored));
    }

    [Fact]
    public async Task Bad_input_is_refused_before_the_first_request()
    {
        CopyRequest[] requests =
        [
            Request(),
            Request(Source() with { BucketName = "" }),
            Request(Source() with { Key = "" }),
            Request(Source() with { Key = "/a" }),
            Request(Source() with { Offset = -1 }),
            Request(Source() with { Length = -1 }),
            Request(Source() with { Offset = 2, Length = long.MaxValue }),
            Request(Source() with { VersionId = "" }),
            Request(Source() with { IfMatch = "" }),
            Request(Source(Key)),
            Request([null!]),
        ];
        foreach (CopyRequest request in requests)
        {
            await Assert.ThrowsAsync<UploadRefusedException>(() => Uploader().CopyAsync(request));
        }

        Assert.Empty(Server.Requests);
    }

    private async Task<IEnumerable<string>> TagsAsync() =>
        ((await Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = Bucket, Key = Key })).Tagging ?? [])
            .Select(tag => $"{tag.Key}={tag.Value}");

    private async Task<string> MarkAsync(string key) => (await Client.GetObjectMetadataAsync(Bucket, key)).Metadata["upload-token"] ?? "";

    private sealed class Reports(List<UploadProgress> reports) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => reports.Add(value);
    }
}
