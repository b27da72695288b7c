using S3MultipartUpload.Planning;

namespace S3MultipartUpload.Tests;

/// <summary>Where the rules of a plan begin and end, to the byte: 100 parts of 4 to 4,096 bytes, of at most 1,000 unless need be.</summary>
public sealed class PlanLimitsTests
{
    private static readonly PlanningRules Rules = new(
        ProviderProfile.AmazonS3 with { Limits = Samples.SmallLimits }, PartSizer.Fixed(30), MaxPartSize: 1_000, SinglePutThreshold: null,
        MaxBufferedBytes: 2_000);

    [Fact]
    public void The_ceiling_of_the_part_size_holds_up_to_the_last_byte_that_parts_below_it_carry()
    {
        Assert.Contains("MaxPartSize", Refusal(Source(100 * 1_000), Rules, partSize: 1_001), StringComparison.Ordinal);
        Assert.Equal(1_001, UploadPlanner.Plan(Source((100 * 1_000) + 1), 1_001, Rules).PartSize);
    }

    [Fact]
    public void Above_the_ceiling_the_store_s_own_counts() =>
        Assert.Contains("the store's largest", Refusal(Source(100 * 4_096), Rules, partSize: 4_097), StringComparison.Ordinal);

    [Fact]
    public void A_source_for_one_PUT_is_not_refused_for_the_parts_it_would_need()
    {
        PlanningRules rules = Rules with { SinglePutThreshold = 5_000 };
        Assert.Equal(1, UploadPlanner.Plan(Source(5_000), 4, rules).PartCount);
        Assert.Contains("1,251 parts", Refusal(Source(5_001), rules, partSize: 4), StringComparison.Ordinal);
    }

    [Fact]
    public void One_PUT_carries_a_part_but_no_more_than_the_store_allows()
    {
        PlanningRules rules = Rules with { Profile = Rules.Profile with { Limits = Samples.SmallLimits with { MaxSinglePutSize = 100 } } };
        Assert.Equal(30, UploadPlanner.Plan(Source(500), 30, rules).SinglePutThreshold);
        Assert.Equal(100, UploadPlanner.Plan(Source(500), 101, rules).SinglePutThreshold);
    }

    [Fact]
    public void One_PUT_of_what_is_read_once_fits_the_memory_for_it()
    {
        PlanningRules rules = Rules with { SinglePutThreshold = 4_000 };
        Assert.Equal(4_000, UploadPlanner.Plan(Source(3_000), null, rules).SinglePutThreshold);
        Assert.Equal(2_000, UploadPlanner.Plan(Stream(3_000), null, rules).SinglePutThreshold);
    }

    [Theory]
    [InlineData(20L, false)]
    [InlineData(21L, true)]
    [InlineData(null, true)]
    public void A_stream_that_fits_the_memory_may_have_larger_parts_than_fit(long? length, bool isRefused)
    {
        PlanningRules rules = Rules with { MaxBufferedBytes = 20 };
        if (isRefused)
        {
            Assert.Contains("MaxBufferedBytes", Refusal(Stream(length), rules), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal([new PartRange(1, 0, 20)], UploadPlanner.Plan(Stream(length), null, rules).Ranges);
        }
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(29, true)]
    public void A_part_may_fill_the_memory_for_it(long memory, bool isRefused)
    {
        PlanningRules rules = Rules with { MaxBufferedBytes = memory };
        Assert.Equal(isRefused, Record.Exception(() => UploadPlanner.Plan(Stream(null), null, rules)) is UploadRefusedException);
    }

    [Theory]
    [InlineData(40, 20)]
    [InlineData(20, 40)]
    public void Of_parts_that_change_in_size_the_first_and_the_last_must_fit_the_memory(long first, long last)
    {
        PlanningRules rules = Rules with { PartSizer = new FirstAndLast(first, last), MaxBufferedBytes = 39 };
        Assert.Contains("MaxBufferedBytes", Refusal(Stream(null), rules), StringComparison.Ordinal);
        Assert.Equal(first, UploadPlanner.Plan(Stream(null), null, rules with { MaxBufferedBytes = 40 }).PartSize);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1_001)]
    public void A_sizer_whose_last_part_breaks_the_rules_is_refused_for_a_stream(long last) =>
        Assert.Throws<UploadRefusedException>(
            () => UploadPlanner.Plan(Stream(null), null, Rules with { PartSizer = new FirstAndLast(30, last) }));

    private static string Refusal(IPartSource source, PlanningRules rules, long? partSize = null) =>
        Assert.Throws<UploadRefusedException>(() => UploadPlanner.Plan(source, partSize, rules)).Message;

    private static LengthOnlySource Source(long? length) => new(length, IsRandomAccess: true);

    private static LengthOnlySource Stream(long? length) => new(length, IsRandomAccess: false);

    private sealed class FirstAndLast(long first, long last) : IPartSizer
    {
        public long GetPartSize(int partNumber, long? length, ServiceLimits limits) => partNumber == limits.MaxParts ? last : first;
    }
}
