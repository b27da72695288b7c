using Amazon.S3;
using Microsoft.Extensions.Options;

namespace S3MultipartUpload.Tests;

/// <summary>An uploader works by the options that it was given, whatever becomes of them.</summary>
public sealed class ResolvedOptionsTests
{
    [Fact]
    public async Task Options_changed_afterwards_do_not_reach_an_uploader()
    {
        var s3 = new MockS3();
        S3MultipartUploadOptions options = Samples.SmallOptions();
        var uploader = new MultipartUploader(s3.Client, options);
        options.PartSizer = null!;
        options.Profile = null;
        options.Concurrency = null!;
        options.MaxPartSize = -1;
        UploadManifest manifest = await uploader.UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(35))));
        Assert.Equal(4, manifest.Parts.Count);
    }

    [Fact]
    public void Options_that_are_null_or_wrong_are_refused_at_construction()
    {
        S3MultipartUploadOptions options = Samples.SmallOptions(options => options.PartSizer = null!);
        OptionsValidationException refusal =
            Assert.Throws<OptionsValidationException>(() => new MultipartUploader(new MockS3().Client, options));
        Assert.Contains(nameof(options.PartSizer), refusal.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(() => new IncompleteUploads(new MockS3().Client, options));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    public void Sizes_out_of_range_are_refused(long size)
    {
        foreach (Action<S3MultipartUploadOptions> set in new Action<S3MultipartUploadOptions>[]
        {
            options => options.MaxBufferedBytes = size,
            options => options.MaxPartSize = size,
            options => options.SinglePutThreshold = size == 0 ? -1 : size,
            options => options.Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MinPartSize = size } },
            options => options.Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MaxPartSize = size } },
            options => options.Profile = ProviderProfile.AmazonS3 with { Limits = new ServiceLimits { MaxSinglePutSize = size } },
        })
        {
            S3MultipartUploadOptions options = new();
            set(options);
            Assert.Throws<OptionsValidationException>(() => new MultipartUploader(new MockS3().Client, options));
        }
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public async Task A_part_size_out_of_range_is_refused_before_the_first_request(long size)
    {
        var s3 = new MockS3();
        await Assert.ThrowsAsync<UploadRefusedException>(() => new MultipartUploader(s3.Client).UploadAsync(
            Samples.Request(PartSource.FromMemory(Samples.Bytes(35)), partSize: size)));
        Assert.Empty(s3.Calls);
    }

    [Fact]
    public void Parts_that_grow_do_not_outgrow_what_a_number_holds()
    {
        IPartSizer sizer = PartSizer.Growing(long.MaxValue / 2, long.MaxValue);
        Assert.Equal(long.MaxValue, sizer.GetPartSize(9_999, length: null, new ServiceLimits()));
    }

    /// <summary>Both work by the profile of the client's store, not the one by the options and the other by the client.</summary>
    [Theory]
    [InlineData(null, nameof(ProviderProfile.AmazonS3))]
    [InlineData("https://store.example", nameof(ProviderProfile.S3Compatible))]
    [InlineData("https://s3.eu-central-1.amazonaws.com", nameof(ProviderProfile.AmazonS3))]
    public void The_planner_and_the_gateways_have_one_profile(string? url, string expected)
    {
        var config = new AmazonS3Config { ServiceURL = url };
        S3MultipartUploadOptions resolved = new S3MultipartUploadOptions().ResolvedFor(config);
        Assert.Equal(expected, resolved.Store.Name);
        Assert.Same(resolved.Store, resolved.ToPlanningRules().Profile);
    }
}
