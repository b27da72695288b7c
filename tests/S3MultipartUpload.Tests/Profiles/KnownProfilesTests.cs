namespace S3MultipartUpload.Tests;

/// <summary>The stores as their documentation describes them.</summary>
public sealed class KnownProfilesTests
{
    private const long MiB = Samples.MiB;
    private const long GiB = 1024 * MiB;
    private const long TiB = 1024 * GiB;

    public static TheoryData<string> Names => [.. ProviderProfile.All.Select(profile => profile.Name)];

    [Theory]
    [InlineData("AmazonS3", 10_000, 5 * GiB, 5 * GiB, 50_000 * GiB)]
    [InlineData("CloudflareR2", 10_000, 5_363_466_240, 5_363_466_240, 5_492_189_429_760)]
    [InlineData("GoogleCloudStorage", 10_000, 5 * GiB, 5 * GiB, 5 * TiB)]
    [InlineData("BackblazeB2", 10_000, 5_000_000_000, 5_000_000_000, 10_000_000_000_000)]
    [InlineData("MinIO", 10_000, 5 * GiB, 5 * GiB, 50_000 * GiB)]
    [InlineData("CephRgw", 10_000, 5 * GiB, 5 * GiB, 50_000 * GiB)]
    [InlineData("OpenStackSwift", 1_000, 5 * GiB, 5 * GiB, 5_000 * GiB)]
    [InlineData("S3Compatible", 10_000, 5 * GiB, 5 * GiB, 50_000 * GiB)]
    public void A_store_has_the_limits_of_its_documentation(string name, int parts, long part, long put, long whole)
    {
        ServiceLimits limits = Profile(name).Limits;
        Assert.Equal((parts, 5 * MiB, part), (limits.MaxParts, limits.MinPartSize, limits.MaxPartSize));
        Assert.Equal((put, whole), (limits.MaxSinglePutSize, limits.MaxObjectSize));
    }

    [Theory]
    [InlineData("CRC32 CRC32C CRC64NVME SHA256", "AmazonS3", "MinIO", "CloudflareR2", "S3Compatible")]
    [InlineData("", "GoogleCloudStorage", "BackblazeB2", "CephRgw", "OpenStackSwift")]
    public void Checksums_are_asked_for_where_the_store_knows_them(string algorithms, params string[] names) =>
        Assert.All(names, name => Assert.Equal(algorithms, Words(Profile(name).ChecksumAlgorithms)));

    [Theory]
    [InlineData("CRC32 CRC32C CRC64NVME", "AmazonS3", "S3Compatible")]
    [InlineData("CRC64NVME", "MinIO", "CloudflareR2")]
    [InlineData("", "GoogleCloudStorage", "BackblazeB2", "CephRgw", "OpenStackSwift")]
    public void Checksums_of_whole_objects_are_expected_where_the_store_keeps_them(string algorithms, params string[] names) =>
        Assert.All(names, name => Assert.Equal(algorithms, Words(Profile(name).FullObjectAlgorithms)));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_store_is_trusted_with_no_more_than_it_is_known_to_do(string name)
    {
        ProviderProfile profile = Profile(name);
        Assert.Equal(name is "AmazonS3", profile.ConfirmsChecksums);
        Assert.Equal(name is "AmazonS3" or "MinIO", profile.ConditionalWrites);
        Assert.Equal(name is "CloudflareR2", profile.EqualParts);
        Assert.Equal(name is "CloudflareR2" or "CephRgw" or "OpenStackSwift", profile.PartETagIsMD5);
        Assert.Equal((true, 1_000), (profile.UnsignedPayload, profile.PageSize));
    }

    private static ProviderProfile Profile(string name) => Assert.IsType<ProviderProfile>(ProviderProfile.Find(name));

    private static string Words(IEnumerable<PartChecksumAlgorithm> algorithms) =>
        string.Join(' ', algorithms.Select(algorithm => algorithm.ToString().ToUpperInvariant()));
}
