using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;

namespace S3MultipartUpload.Testing.Tests.Fakes;

/// <summary>What is asked of the fake is done as the real uploader does it, in memory.</summary>
public sealed class FakeUploaderTests : FakeUploaderScenario
{
    [Fact]
    public async Task Object_is_stored_with_its_settings_and_the_call_is_remembered()
    {
        var request = new UploadRequest
        {
            BucketName = Bucket,
            Key = "a b/ä.txt",
            Source = PartSource.FromMemory("Hello"u8.ToArray()),
            ContentType = "text/plain",
            CacheControl = "no-store",
            StorageClass = S3StorageClass.StandardInfrequentAccess,
            Metadata = new Dictionary<string, string> { ["origin"] = "test" },
            Tags = new Dictionary<string, string> { ["kind"] = "greeting" },
        };

        UploadManifest manifest = await Fake.UploadAsync(request);

        FakeObject stored = Assert.Single(Fake.Objects);
        Assert.Equal((Bucket, "a b/ä.txt"), (stored.BucketName, stored.Key));
        Assert.Equal("Hello", Encoding.UTF8.GetString(stored.Content.Span));
        Assert.Equal(("text/plain", "STANDARD_IA"), (stored.ContentType, stored.StorageClass));
        Assert.Equal("no-store", stored.Headers["Cache-Control"]);
        Assert.Equal("test", stored.Metadata["Origin"]);
        Assert.Equal("greeting", stored.Tags["kind"]);
        Assert.Equal((stored.ETag, 5L, true), (manifest.ETag, manifest.Size, manifest.IsComplete));
        UploaderCall call = Assert.Single(Fake.Calls);
        Assert.Equal((nameof(IMultipartUploader.UploadAsync), Bucket, request.Key), (call.Method, call.BucketName, call.Key));
        Assert.Same(request, call.Settings);
        Assert.Null(Fake.Find(Bucket, "other"));
        Assert.Null(Fake.Find("other", request.Key));
    }

    [Fact]
    public async Task Large_object_goes_up_in_parts_and_tells_its_progress()
    {
        byte[] bytes = Bytes((2 * PartSize) + 3);
        var reports = new List<UploadProgress>();

        UploadManifest manifest = await Fake.UploadAsync(Request("large", bytes, new Reports(reports)));

        Assert.Equal([PartSize, PartSize, 3], manifest.Parts.Select(part => part.Size));
        Assert.Equal(bytes, Stored("large"));
        Assert.True(reports[^1].IsCompleted);
        Assert.Equal(bytes.Length, reports[^1].BytesStored);
        Assert.Equal(3, Fake.Requests.Count(request => request.Operation == S3Operation.UploadPart));
        Assert.Equal(VerificationOutcome.Proven, (await Fake.VerifyAsync(manifest)).Outcome);
    }

    [Fact]
    public async Task What_the_real_one_refuses_is_refused_before_the_first_request()
    {
        UploadRequest impossible = new() { BucketName = Bucket, Key = new string('k', 1025), Source = PartSource.FromMemory(new byte[1]) };
        UploadRequest small = new() { BucketName = Bucket, Key = "k", Source = PartSource.FromMemory(new byte[1]), PartSize = 1 };

        await Assert.ThrowsAsync<UploadRefusedException>(() => Fake.UploadAsync(impossible));
        await Assert.ThrowsAsync<UploadRefusedException>(() => Fake.UploadAsync(small));
        await Assert.ThrowsAsync<UploadRefusedException>(() => Fake.ResumeAsync(Request("k", [1])));

        Assert.Equal(3, Fake.Calls.Count);
        Assert.Empty(Fake.Requests);
    }

    [Fact]
    public async Task Conditions_are_heeded()
    {
        UploadManifest first = await Fake.UploadAsync(Request("k", [1]));
        UploadRequest once = new() { BucketName = Bucket, Key = "k", Source = PartSource.FromMemory(new byte[2]), IfNoneMatch = true };
        UploadRequest other = new() { BucketName = Bucket, Key = "k", Source = PartSource.FromMemory(new byte[3]), IfMatch = "\"other\"" };
        UploadRequest same = new() { BucketName = Bucket, Key = "k", Source = PartSource.FromMemory(new byte[4]), IfMatch = first.ETag };

        Assert.IsType<PreconditionFailedException>(
            (await Assert.ThrowsAsync<MultipartUploadException>(() => Fake.UploadAsync(once))).InnerException);
        Assert.IsType<PreconditionFailedException>(
            (await Assert.ThrowsAsync<MultipartUploadException>(() => Fake.UploadAsync(other))).InnerException);
        Assert.Equal([1], Stored("k"));
        await Fake.UploadAsync(same);
        Assert.Equal(4, Stored("k")?.Length);
    }

    [Fact]
    public async Task Parts_of_a_session_become_an_object()
    {
        byte[] bytes = Bytes(PartSize + 1);
        IMultipartSession session = await Fake.StartAsync(new UploadTarget { BucketName = Bucket, Key = "k" });
        IMultipartSession elsewhere = Fake.OpenSession(session.ToJson());
        await elsewhere.UploadPartAsync(2, PartSource.FromMemory(bytes.AsMemory(PartSize)));
        await session.UploadPartAsync(1, PartSource.FromMemory(bytes.AsMemory(0, PartSize)));
        await session.CompleteAsync();

        Assert.Equal(bytes, Stored("k"));
        Assert.Equal(
            [(nameof(Fake.StartAsync), "k"), (nameof(Fake.OpenSession), "k")], Fake.Calls.Select(call => (call.Method, call.Key)));
    }

    [Fact]
    public async Task Objects_of_the_client_are_copied()
    {
        await Fake.Client.PutObjectAsync(new PutObjectRequest { BucketName = "sources", Key = "a", ContentBody = "abc" });

        await Fake.CopyAsync(new CopyRequest
        {
            BucketName = Bucket,
            Key = "copy",
            Sources =
            [
                new CopySource { BucketName = "sources", Key = "a" },
                new CopySource { BucketName = "sources", Key = "a", Offset = 1 },
            ],
        });

        Assert.Equal("abcbc"u8.ToArray(), Stored("copy"));
        CopySourceException missing = await Assert.ThrowsAsync<CopySourceException>(() => Fake.CopyAsync(new CopyRequest
        {
            BucketName = Bucket,
            Key = "copy",
            Sources = [new CopySource { BucketName = "sources", Key = "b" }],
        }));
        Assert.Equal(CopySourceProblem.NotFound, missing.Problem);
    }

    [Fact]
    public async Task Many_threads_use_one_fake()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200), async (number, token) => await Fake.UploadAsync(Request($"{number}", [(byte)number]), token));

        Assert.Equal(200, Fake.Calls.Count);
        Assert.All(Fake.Objects, stored => Assert.Equal([(byte)int.Parse(stored.Key)], stored.Content.ToArray()));
        Assert.Equal(200, Fake.Objects.Count);
    }

    [Fact]
    public async Task Application_gets_it_by_its_services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IMultipartUploader>(Fake);
        services.AddSingleton(Fake.Client);
        services.AddS3MultipartUpload();
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IMultipartUploader>().UploadAsync(Request("k", [1]));
        await provider.GetRequiredService<IMultipartUploader>().StartAsync(new UploadTarget { BucketName = Bucket, Key = "open" });

        Assert.Equal([1], Stored("k"));
        IIncompleteUploads incomplete = provider.GetRequiredService<IIncompleteUploads>();
        Assert.Equal("open", (await incomplete.ListAsync(new IncompleteUploadQuery { BucketName = Bucket }).SingleAsync()).Key);
    }

    private sealed class Reports(List<UploadProgress> reports) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => reports.Add(value);
    }
}
