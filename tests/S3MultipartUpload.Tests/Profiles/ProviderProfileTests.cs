using Amazon;
using Amazon.S3;
using S3MultipartUpload.Options;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Profiles;

namespace S3MultipartUpload.Tests;

public sealed class ProviderProfileTests
{
    public static TheoryData<string> Names => [.. ProviderProfile.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_profile_is_found_by_its_name_and_makes_valid_options(string name)
    {
        ProviderProfile profile = Assert.IsType<ProviderProfile>(ProviderProfile.Find(name.ToUpperInvariant()));
        Assert.Equal(name, profile.ToString());
        Assert.True(new S3MultipartUploadOptionsValidator().Validate(null, new S3MultipartUploadOptions { Profile = profile }).Succeeded);
        Assert.Subset(profile.ChecksumAlgorithms.ToHashSet(), profile.FullObjectAlgorithms.ToHashSet());
        Assert.True(profile.ChecksumAlgorithms.Count > 0 || !profile.ConfirmsChecksums);
    }

    [Fact]
    public void There_are_as_many_names_as_profiles() =>
        Assert.Distinct(ProviderProfile.All.Select(profile => profile.Name), StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void An_unknown_name_is_none() => Assert.Null(ProviderProfile.Find("S3"));

    [Theory]
    [InlineData(null, nameof(ProviderProfile.AmazonS3))]
    [InlineData("https://s3.eu-central-1.amazonaws.com", nameof(ProviderProfile.AmazonS3))]
    [InlineData("https://bucket.vpce-1.s3.eu-central-1.vpce.amazonaws.com/", nameof(ProviderProfile.AmazonS3))]
    [InlineData("https://s3.cn-north-1.amazonaws.com.cn", nameof(ProviderProfile.AmazonS3))]
    [InlineData("http://127.0.0.1:9000", nameof(ProviderProfile.S3Compatible))]
    [InlineData("https://s3.amazonaws.com.example.org", nameof(ProviderProfile.S3Compatible))]
    [InlineData("https://notamazonaws.com", nameof(ProviderProfile.S3Compatible))]
    public void The_default_follows_the_client(string? serviceUrl, string expected)
    {
        var config = new AmazonS3Config();
        if (serviceUrl is null)
        {
            config.RegionEndpoint = RegionEndpoint.EUCentral1;
        }
        else
        {
            config.ServiceURL = serviceUrl;
        }

        Assert.Equal(expected, StoreEndpoint.DefaultProfile(config).Name);
    }

    [Fact]
    public void A_mocked_client_stands_for_Amazon_s_but_need_not_repeat_checksums() =>
        Assert.Equal(ProviderProfile.AmazonS3 with { ConfirmsChecksums = false }, StoreEndpoint.DefaultProfile(config: null));

    [Fact]
    public void Where_parts_must_be_equal_they_do_not_grow()
    {
        IPartSource stream = PartSource.FromStream(new TestStream([]));
        var options = new S3MultipartUploadOptions { PartSizer = PartSizer.Growing(), MaxBufferedBytes = 16 * Samples.MiB };
        Assert.Throws<UploadRefusedException>(() => UploadPlanner.Plan(stream, null, options.ToPlanningRules()));
        options.Profile = ProviderProfile.CloudflareR2;
        UploadPlan plan = UploadPlanner.Plan(stream, null, options.ToPlanningRules());
        Assert.All(plan.Ranges, range => Assert.Equal(PartSizer.DefaultPartSize, range.Length));
    }

    [Fact]
    public void The_largest_object_is_the_store_s_or_what_the_parts_carry()
    {
        Assert.Equal(10_000L * 5 * 1024 * Samples.MiB, ServiceLimits.AmazonS3.MaxObjectSize);
        Assert.Equal(5L * 1024 * 1024 * Samples.MiB, ProviderProfile.GoogleCloudStorage.Limits.MaxObjectSize);
        Assert.Equal(10, (new ServiceLimits { MaxParts = 2, MaxPartSize = 5, MaxObjectSize = 11 }).MaxObjectSize);
        Assert.Equal(9, (new ServiceLimits { MaxParts = 2, MaxPartSize = 5, MaxObjectSize = 9 }).MaxObjectSize);
    }
}
