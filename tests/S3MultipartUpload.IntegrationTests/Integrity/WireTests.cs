using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>
/// What goes over the wire with each store's profile and each checksum: one checksum, computed by us, and a signature that fits.
/// </summary>
public abstract class WireTests : IntegrityScenario
{
    public static TheoryData<string, PartChecksumAlgorithm> Cases
    {
        get
        {
            var cases = new TheoryData<string, PartChecksumAlgorithm>();
            foreach (ProviderProfile profile in ProviderProfile.All)
            {
                foreach (PartChecksumAlgorithm algorithm in Algorithms)
                {
                    cases.Add(profile.Name, algorithm);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_part_carries_one_checksum_and_the_object_arrives(string name, PartChecksumAlgorithm algorithm)
    {
        ProviderProfile profile = ProviderProfile.Find(name) ?? throw new InvalidOperationException(name);
        byte[] bytes = RandomBytes(25_000, seed: 1);
        UploadManifest manifest = await Uploader(profile, algorithm).UploadAsync(Request(PartSource.FromMemory(bytes)));

        bool isKept = profile.ChecksumAlgorithms.Contains(algorithm);
        var parts = Wire.Sent.Where(request => request.Query.Contains("partNumber", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, parts.Count);
        Assert.All(parts, part => AssertChecksums(part.Headers, isKept ? algorithm : null, algorithm));
        IReadOnlyDictionary<string, string> create = Wire.Sent.Single(request => request.Query is "?uploads" or "?uploads=").Headers;
        Assert.Equal(isKept, create.ContainsKey("x-amz-checksum-algorithm"));
        IReadOnlyDictionary<string, string> complete = Wire.Sent
            .Single(request => request.Method == HttpMethod.Post && request.Query.Contains("uploadId", StringComparison.Ordinal)).Headers;
        Assert.Equal("25000", complete["x-amz-mp-object-size"]);
        Assert.Equal(isKept, complete.ContainsKey("x-amz-checksum-type"));
        Assert.Equal(bytes, await StoredBytes());
        Assert.Equal(algorithm, manifest.ChecksumAlgorithm);
        Assert.All(manifest.Parts, part => Assert.Equal(algorithm == PartChecksumAlgorithm.None, part.Checksum is null));
        Assert.Equal(manifest.ToJson(), UploadManifest.FromJson(manifest.ToJson()).ToJson());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_small_object_carries_one_checksum_and_arrives(string name, PartChecksumAlgorithm algorithm)
    {
        ProviderProfile profile = ProviderProfile.Find(name) ?? throw new InvalidOperationException(name);
        byte[] bytes = RandomBytes(999, seed: 1);
        UploadManifest manifest = await Uploader(profile, algorithm).UploadAsync(Request(PartSource.FromMemory(bytes)));

        Assert.Null(manifest.UploadId);
        IReadOnlyDictionary<string, string> put = Assert.Single(Wire.Sent, request => request.Method == HttpMethod.Put).Headers;
        bool isSent = profile.ConfirmsChecksums && profile.ChecksumAlgorithms.Contains(algorithm);
        AssertChecksums(put, isSent ? algorithm : null, algorithm);
        Assert.Equal(bytes, await StoredBytes());
    }

    private void AssertChecksums(IReadOnlyDictionary<string, string> headers, PartChecksumAlgorithm? sent, PartChecksumAlgorithm asked)
    {
        string[] checksums = [.. headers.Keys.Where(name => name.StartsWith("x-amz-checksum-", StringComparison.Ordinal)
            || name is "content-md5" or "x-amz-trailer" or "x-amz-sdk-checksum-algorithm")];
        string[] expected = sent is { } kept && kept.S3Name() is { } name ? [$"x-amz-checksum-{name.ToLowerInvariant()}"]
            : asked == PartChecksumAlgorithm.None ? []
            : ["content-md5"];
        Assert.Equal(expected, checksums);
        string hash = headers["x-amz-content-sha256"];
        Assert.Equal((Https || UnsignedOverHttp) && asked != PartChecksumAlgorithm.None, hash == "UNSIGNED-PAYLOAD");
        Assert.True(hash == "UNSIGNED-PAYLOAD" || hash.Length == 64, hash);
    }
}
