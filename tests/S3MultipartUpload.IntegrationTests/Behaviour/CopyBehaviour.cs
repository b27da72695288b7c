using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What a copy does, whatever the store.</summary>
public abstract class CopyBehaviour
{
    private const int MiB = 1024 * 1024;

    private static readonly int[][] SizesOfSources =
    [
        [0],
        [1],
        [(5 * MiB) + 1],
        [(17 * MiB) + 3],
        [1, 1],
        [0, 3, 0],
        [10 * MiB, 1],
        [1, 10 * MiB],
        [11 * MiB, 7, 6 * MiB, 12 * MiB],
        [MiB, 2 * MiB, 3 * MiB, 4 * MiB, 5 * MiB, 6 * MiB],
        [6 * MiB, 6 * MiB, 6 * MiB],
    ];

    private readonly IStore _store;

    protected CopyBehaviour(IStore store)
    {
        _store = store;
        Assert.SkipWhen(store.SkipReason is not null, store.SkipReason ?? "");
    }

    public static TheoryData<int[]> Compositions => [.. SizesOfSources];

    [Theory]
    [MemberData(nameof(Compositions))]
    public async Task Whatever_is_composed_has_all_bytes_in_order(int[] sizes)
    {
        var sources = new List<CopySource>();
        var expected = new MemoryStream();
        foreach ((int index, int size) in sizes.Index())
        {
            byte[] bytes = await PutAsync($"composed/{index}", size);
            expected.Write(bytes);
            sources.Add(Source($"composed/{index}"));
        }

        foreach (ProviderProfile profile in _store.Profiles)
        {
            await AssertStored(Request(sources), expected.ToArray(), Uploader(profile));
        }
    }

    [Fact]
    public async Task Ranges_are_copied_to_the_byte()
    {
        byte[] first = await PutAsync("range/1", (12 * MiB) + 5);
        byte[] second = await PutAsync("range/2", 9 * MiB);
        CopySource[] sources =
        [
            Source("range/1") with { Offset = 1, Length = 6 * MiB },
            Source("range/2") with { Offset = 17, Length = 1_000 },
            Source("range/1") with { Offset = 3 },
        ];
        await AssertStored(Request(sources), [.. first[1..((6 * MiB) + 1)], .. second[17..1_017], .. first[3..]], Uploader());
        await AssertStored(Request([Source("range/1") with { Offset = 7, Length = 9 }]), first[7..16], Uploader());
        await AssertStored(Request([Source("range/1") with { Offset = first.Length }]), [], Uploader());
    }

    [Theory]
    [InlineData("a b+c&=#~")]
    [InlineData("a b+c%2F&=?#~%20")]
    [InlineData("ü/日本/🗾")]
    [InlineData("a//b/")]
    public async Task Exactly_the_object_with_this_key_is_copied(string key)
    {
        foreach (string decoy in new[] { Uri.UnescapeDataString(key), key.Replace('+', ' '), Uri.EscapeDataString(key) })
        {
            await PutAsync(decoy, 3);
        }

        foreach (int size in new[] { 10, 6 * MiB })
        {
            byte[] bytes = await PutAsync(key, size);
            foreach (ProviderProfile profile in _store.Profiles)
            {
                await AssertStored(Request([Source(key)]), bytes, Uploader(profile));
            }
        }
    }

    [Fact]
    public async Task A_copy_is_described_like_its_source_or_anew()
    {
        foreach (int size in new[] { 10, 6 * MiB })
        {
            await Uploader().UploadAsync(new UploadRequest
            {
                BucketName = _store.Bucket,
                Key = "described",
                Source = PartSource.FromMemory(new byte[size]),
                ContentType = "image/png",
                ContentDisposition = "inline",
                CacheControl = "no-cache",
                Metadata = new Dictionary<string, string> { ["camera"] = "x100" },
            });
            await Uploader().CopyAsync(Request([Source("described")]));
            GetObjectMetadataResponse kept = await HeadAsync();
            Assert.Equal(
                ("image/png", "inline", "no-cache", "x100"),
                (kept.Headers.ContentType, kept.Headers.ContentDisposition, kept.Headers.CacheControl, kept.Metadata["camera"]));

            await Uploader().CopyAsync(Request([Source("described")], "image/gif"));
            GetObjectMetadataResponse changed = await HeadAsync();
            Assert.Equal(
                ("image/gif", "inline", "x100"),
                (changed.Headers.ContentType, changed.Headers.ContentDisposition, changed.Metadata["camera"]));

            await Uploader().CopyAsync(new CopyRequest
            {
                BucketName = _store.Bucket,
                Key = "copy.txt",
                Sources = [Source("described")],
                MetadataDirective = S3MetadataDirective.REPLACE,
                Metadata = new Dictionary<string, string> { ["lens"] = "23" },
            });
            GetObjectMetadataResponse replaced = await HeadAsync("copy.txt");
            Assert.Equal(("text/plain", null, "23", null), (
                replaced.Headers.ContentType,
                replaced.Headers.ContentDisposition,
                replaced.Metadata["lens"],
                replaced.Metadata["camera"]));
        }
    }

    [Fact]
    public async Task An_object_is_copied_onto_itself_to_change_it_or_to_grow()
    {
        byte[] bytes = await PutAsync("itself", 6 * MiB);
        await Uploader().CopyAsync(Request([Source("itself")], "image/gif", key: "itself"));
        Assert.Equal("image/gif", (await HeadAsync("itself")).Headers.ContentType);
        await AssertStored(Request([Source("itself"), Source("itself")], key: "itself"), [.. bytes, .. bytes], Uploader());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(6 * MiB)]
    public async Task What_changes_nothing_is_refused(int size)
    {
        await PutAsync("same", size);
        foreach (CopySource source in new[] { Source("same"), Source("same") with { Offset = 0, Length = size } })
        {
            await Assert.ThrowsAsync<UploadRefusedException>(() => Uploader().CopyAsync(Request([source], key: "same")));
        }
    }

    [Fact]
    public async Task A_source_that_cannot_serve_is_an_error_before_anything_is_stored()
    {
        await PutAsync("there", 10);
        string eTag = (await HeadAsync("there")).ETag;
        (CopySource Source, CopySourceProblem Problem)[] cases =
        [
            (Source("not-there"), CopySourceProblem.NotFound),
            (Source("there") with { BucketName = $"no-such-bucket-{Guid.NewGuid():N}" }, CopySourceProblem.NotFound),
            (Source("there") with { Offset = 11 }, CopySourceProblem.OutOfRange),
            (Source("there") with { Offset = 1, Length = 10 }, CopySourceProblem.OutOfRange),
            (Source("there") with { IfMatch = "\"other\"" }, CopySourceProblem.PreconditionFailed),
        ];
        foreach ((CopySource source, CopySourceProblem problem) in cases)
        {
            CopySourceException refused = await Assert.ThrowsAsync<CopySourceException>(
                () => Uploader().CopyAsync(Request([Source("there") with { IfMatch = eTag }, source], key: "nothing")));
            Assert.Equal((problem, source), (refused.Problem, refused.CopySource));
        }

        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => HeadAsync("nothing"));
        Assert.Empty((await _store.Client.ListMultipartUploadsAsync(_store.Bucket)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task A_session_has_copied_parts_beside_sent_ones()
    {
        byte[] large = await PutAsync("part/large", 12 * MiB);
        byte[] small = await PutAsync("part/small", 10);
        IMultipartSession session = await Uploader().StartAsync(
            new UploadTarget { BucketName = _store.Bucket, Key = "session" });
        await session.CopyPartAsync(1, Source("part/large"));
        await session.CopyPartAsync(2, Source("part/large") with { Offset = 5, Length = 6 * MiB });
        byte[] sent = RandomNumberGenerator.GetBytes(5 * MiB);
        await session.UploadPartAsync(3, PartSource.FromMemory(sent));
        await session.CopyPartAsync(4, Source("part/small") with { Offset = 2 });
        UploadManifest manifest = await session.CompleteAsync();
        Assert.Equal((byte[])[.. large, .. large[5..((6 * MiB) + 5)], .. sent, .. small[2..]], await ReadAsync("session"));
        await AssertNothingDiffers(manifest);
    }

    private CopySource Source(string key) => new() { BucketName = _store.Bucket, Key = key };

    private CopyRequest Request(IReadOnlyList<CopySource> sources, string? contentType = null, string key = "copy") => new()
    {
        BucketName = _store.Bucket,
        Key = key,
        Sources = sources,
        PartSize = 5 * MiB,
        ContentType = contentType,
    };

    private MultipartUploader Uploader(ProviderProfile? profile = null) =>
        new(_store.Client, new S3MultipartUploadOptions { Profile = profile ?? _store.Profiles[0] });

    private async Task<byte[]> PutAsync(string key, int size)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(size);
        await Uploader().UploadAsync(
            new UploadRequest { BucketName = _store.Bucket, Key = key, Source = PartSource.FromMemory(bytes), PartSize = 5 * MiB });
        return bytes;
    }

    private Task<GetObjectMetadataResponse> HeadAsync(string key = "copy") => _store.Client.GetObjectMetadataAsync(_store.Bucket, key);

    private async Task AssertStored(CopyRequest request, byte[] expected, MultipartUploader uploader)
    {
        UploadManifest manifest = await uploader.CopyAsync(request);
        Assert.Equal(SHA256.HashData(expected), SHA256.HashData(await ReadAsync(request.Key)));
        Assert.Equal((expected.Length, true), (manifest.Size, manifest.IsComplete));
        Assert.Equal(expected.Length, manifest.Parts.Sum(part => part.Size));
        await AssertNothingDiffers(manifest);
    }

    private async Task AssertNothingDiffers(UploadManifest manifest)
    {
        VerificationReport report = await Uploader().VerifyAsync(manifest, new VerifyOptions { Deep = true });
        Assert.True(report.Outcome != VerificationOutcome.Differs, report.ToJson());
        Assert.Equal(manifest, UploadManifest.FromJson(manifest.ToJson()));
    }

    private async Task<byte[]> ReadAsync(string key)
    {
        using GetObjectResponse stored = await _store.Client.GetObjectAsync(_store.Bucket, key);
        var copy = new MemoryStream();
        await stored.ResponseStream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
