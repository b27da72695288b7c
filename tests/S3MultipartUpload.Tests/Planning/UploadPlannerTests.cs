using CsCheck;
using S3MultipartUpload.Planning;

namespace S3MultipartUpload.Tests;

public sealed class UploadPlannerTests
{
    private const long MiB = 1024 * 1024;
    private const long GiB = 1024 * MiB;
    private const long MaxObject = 10_000 * 5 * GiB;

    private static readonly Gen<long> AnyLength = Gen.OneOf(
        Gen.Long[0, 100 * MiB], Gen.Long[0, MaxObject], Gen.Const(MaxObject), Gen.Const(0L), Gen.Const(1L),
        Gen.Select(Gen.Long[1, 10_000], Gen.Long[5, 100], (count, mib) => count * mib * MiB));

    [Fact]
    public void Any_plan_tiles_the_source_exactly_within_every_rule() => AnyLength.Sample(length =>
    {
        UploadPlan plan = Plan(length);
        PartRange[] ranges = [.. plan.Ranges];
        Assert.Equal(plan.PartCount, ranges.Length);
        AssertTiles(ranges, length);
        Assert.InRange(ranges.Length, 1, 10_000);
        Assert.InRange(ranges.Max(range => range.Length), 0, 5 * GiB);
        Assert.Equal(length == 0, ranges.Any(range => range.Length == 0));
        Assert.True(ranges.SkipLast(1).All(range => range.Length == plan.PartSize), "All parts but the last are equal.");
        Assert.InRange(plan.PartSize, 5 * MiB, 5 * GiB);
        if (length <= 10_000 * 100 * MiB)
        {
            Assert.InRange(plan.PartSize, 5 * MiB, 100 * MiB);
        }
    }, iter: 1_000);

    [Fact]
    public void A_part_size_that_the_rules_allow_is_kept() =>
        Gen.Select(Gen.Long[5 * MiB, 100 * MiB], Gen.Int[2, 10_000], Gen.Double[0, 1]).Sample((partSize, count, tail) =>
        {
            long length = ((count - 1) * partSize) + Math.Max(1, (long)(tail * partSize));
            UploadPlan plan = Plan(length, partSize);
            Assert.Equal((partSize, count), (plan.PartSize, Assert.NotNull(plan.PartCount)));
            AssertTiles([.. plan.Ranges], length);
        }, iter: 300);

    [Fact]
    public void An_exact_multiple_has_no_empty_tail()
    {
        PartRange[] ranges = [.. Plan(3 * 8 * MiB, 8 * MiB).Ranges];
        Assert.Equal([new(1, 0, 8 * MiB), new(2, 8 * MiB, 8 * MiB), new(3, 16 * MiB, 8 * MiB)], ranges);
    }

    [Fact]
    public void An_empty_source_is_one_empty_part() => Assert.Equal([new PartRange(1, 0, 0)], Plan(0).Ranges);

    [Fact]
    public void Ten_thousand_parts_pass_and_one_more_is_refused()
    {
        const long PartSize = 5 * MiB;
        Assert.Equal(10_000, Plan(10_000 * PartSize, PartSize).PartCount);
        string message = Refused((10_000 * PartSize) + 1, PartSize);
        Assert.Contains("10,001 parts", message, StringComparison.Ordinal);
        Assert.Contains("10,000", message, StringComparison.Ordinal);
        Assert.Contains("UploadRequest.PartSize", message, StringComparison.Ordinal);
        Assert.Contains("6,291,456", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((5 * MiB) - 1, "UploadRequest.PartSize")]
    [InlineData((100 * MiB) + 1, "S3MultipartUploadOptions.MaxPartSize")]
    [InlineData((5 * GiB) + 1, "5 GiB")]
    [InlineData(0, "5,242,880")]
    [InlineData(-1, "5,242,880")]
    [InlineData(long.MaxValue, "5 GiB")]
    public void A_part_size_outside_the_rules_is_refused_naming_what_to_change(long partSize, string expected) =>
        Assert.Contains(expected, Refused(GiB, partSize), StringComparison.Ordinal);

    [Fact]
    public void MaxPartSize_lifts_the_ceiling_up_to_the_store_s_own()
    {
        var options = new S3MultipartUploadOptions { MaxPartSize = 5 * GiB };
        Assert.Equal(5 * GiB, UploadPlanner.Plan(Source(20 * GiB), 5 * GiB, options.ToPlanningRules()).PartSize);
    }

    [Fact]
    public void An_object_too_large_for_parts_of_100_MiB_grows_its_parts()
    {
        Assert.Equal(100 * MiB, Plan(10_000 * 100 * MiB).PartSize);
        Assert.Equal(101 * MiB, Plan((10_000 * 100 * MiB) + 1).PartSize);
        Assert.Equal(5 * GiB, Plan(MaxObject).PartSize);
    }

    [Fact]
    public void An_object_beyond_48_TiB_is_refused() => Assert.Contains("48.83 TiB", Refused(MaxObject + 1), StringComparison.Ordinal);

    [Theory]
    [InlineData(16 * MiB, 1)]
    [InlineData((16 * MiB) + 1, 2)]
    public void One_part_size_is_the_threshold_of_a_single_PUT(long length, int parts) =>
        Assert.Equal(parts, Plan(length).PartCount);

    [Fact]
    public void SinglePutThreshold_may_exceed_the_part_size()
    {
        var options = new S3MultipartUploadOptions { SinglePutThreshold = GiB };
        Assert.Equal([new PartRange(1, 0, GiB)], UploadPlanner.Plan(Source(GiB), 5 * MiB, options.ToPlanningRules()).Ranges);
    }

    [Fact]
    public void A_source_of_unknown_length_gets_as_many_equal_parts_as_allowed()
    {
        UploadPlan plan = Plan(length: null);
        PartRange[] ranges = [.. plan.Ranges];
        Assert.Null(plan.PartCount);
        Assert.Equal(10_000, ranges.Length);
        AssertTiles(ranges, 10_000 * 16 * MiB);
        Assert.All(ranges, range => Assert.Equal(16 * MiB, range.Length));
    }

    [Fact]
    public void Growing_parts_carry_several_times_as_much_and_keep_the_rules()
    {
        var options = new S3MultipartUploadOptions { PartSizer = PartSizer.Growing() };
        PartRange[] ranges = [.. UploadPlanner.Plan(Source(null, isRandomAccess: false), null, options.ToPlanningRules()).Ranges];
        AssertTiles(ranges, ranges.Sum(range => range.Length));
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.Length <= pair.Second.Length));
        Assert.All(ranges, range => Assert.InRange(range.Length, 16 * MiB, 100 * MiB));
        Assert.True(ranges.Sum(range => range.Length) > 4 * 10_000 * 16 * MiB);
    }

    [Theory]
    [InlineData(8 * MiB)]
    [InlineData(17_000_000)]
    public void The_adaptive_sizer_keeps_to_MaxPartSize(long ceiling)
    {
        var options = new S3MultipartUploadOptions { MaxPartSize = ceiling };
        Assert.InRange(UploadPlanner.Plan(Source(3 * MiB), null, options.ToPlanningRules()).PartSize, 5 * MiB, ceiling);
        Assert.InRange(UploadPlanner.Plan(Source(10_000 * ceiling), null, options.ToPlanningRules()).PartSize, 5 * MiB, ceiling);
    }

    [Fact]
    public void A_stream_too_long_for_one_buffered_PUT_goes_up_in_parts()
    {
        var options = new S3MultipartUploadOptions { SinglePutThreshold = GiB, MaxBufferedBytes = 32 * MiB };
        Assert.Equal(4, UploadPlanner.Plan(Source(64 * MiB, isRandomAccess: false), null, options.ToPlanningRules()).PartCount);
    }

    [Fact]
    public void A_user_s_sizer_is_held_to_the_rules()
    {
        var options = new S3MultipartUploadOptions { PartSizer = new OddSizer() };
        Assert.Throws<UploadRefusedException>(() => UploadPlanner.Plan(Source(GiB), null, options.ToPlanningRules()));
    }

    [Fact]
    public void A_part_that_does_not_fit_the_buffers_is_refused_for_a_source_that_is_read_once()
    {
        var options = new S3MultipartUploadOptions { MaxBufferedBytes = 20 * MiB };
        Assert.Equal(30 * MiB, UploadPlanner.Plan(Source(GiB), 30 * MiB, options.ToPlanningRules()).PartSize);
        UploadRefusedException refused = Assert.Throws<UploadRefusedException>(
            () => UploadPlanner.Plan(Source(GiB, isRandomAccess: false), 30 * MiB, options.ToPlanningRules()));
        Assert.Contains("MaxBufferedBytes", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertTiles(PartRange[] ranges, long length)
    {
        long offset = 0;
        for (int index = 0; index < ranges.Length; index++)
        {
            if ((ranges[index].PartNumber, ranges[index].Offset) != (index + 1, offset))
            {
                Assert.Fail($"{ranges[index]} is not part {index + 1} at {offset}.");
            }

            offset += ranges[index].Length;
        }

        Assert.Equal(length, offset);
    }

    private static UploadPlan Plan(long? length, long? partSize = null) =>
        UploadPlanner.Plan(Source(length, isRandomAccess: length is not null), partSize, new S3MultipartUploadOptions().ToPlanningRules());

    private static string Refused(long length, long? partSize = null) =>
        Assert.Throws<UploadRefusedException>(() => Plan(length, partSize)).Message;

    private static LengthOnlySource Source(long? length, bool isRandomAccess = true) => new(length, isRandomAccess);

    private sealed class OddSizer : IPartSizer
    {
        public long GetPartSize(int partNumber, long? length, ServiceLimits limits) => 6 * GiB;
    }
}
