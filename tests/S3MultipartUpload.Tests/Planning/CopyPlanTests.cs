using CsCheck;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Sources;

namespace S3MultipartUpload.Tests.Planning;

/// <summary>Objects at the store, or ranges of them, become parts.</summary>
public sealed class CopyPlanTests
{
    private const long MiB = ServiceLimits.MiB;
    private const long Min = 5 * MiB;

    private static readonly Gen<long> AnyLength = Gen.OneOf(
        Gen.Long[0, 20], Gen.Long[Min - 2, Min + 2], Gen.Long[0, 40 * MiB], Gen.Long[0, 3_000 * MiB], Gen.Const(0L));

    private static readonly Gen<SourceSegment[]> AnySegments = Gen.Select(AnyLength, Gen.Bool, Gen.Int[0, 4]).Select(
        (length, isCopyable, rarely) => new SourceSegment(length, isCopyable || rarely > 0, IsObject: false)).Array[1, 12];

    private static readonly Gen<long> AnyPartSize = Gen.OneOf(Gen.Const(Min), Gen.Long[Min, 12 * MiB], Gen.Long[Min, 100 * MiB]);

    [Fact]
    public void Parts_tile_the_sources_in_order_and_each_but_the_last_is_within_the_limits() => Check.Sample(
        Gen.Select(AnySegments, AnyPartSize, Gen.Bool),
        (segments, partSize, isEqual) =>
        {
            UploadPlan plan = Plan(segments, partSize, Rules(isEqual));
            PartRange[] parts = [.. plan.Ranges];
            Assert.Equal((segments.Sum(segment => segment.Length), parts.Length), (plan.Length, plan.PartCount));
            long offset = 0;
            foreach ((int index, PartRange part) in parts.Index())
            {
                Assert.Equal((index + 1, offset), (part.PartNumber, part.Offset));
                Assert.True(index == parts.Length - 1 || part.Length >= Min, $"Part {part.PartNumber} has {part.Length}.");
                Assert.InRange(part.Length, plan.Length > 0 ? 1 : 0, partSize + Min - 1);
                Assert.True(part.Length <= partSize || IsCopied(part, segments), "What is fetched is not larger than a part.");
                Assert.True(!isEqual || index == parts.Length - 1 || part.Length == partSize);
                offset += part.Length;
            }

            Assert.Equal(plan.Length, offset);
        });

    [Fact]
    public void Nothing_is_fetched_where_all_but_the_last_are_large_enough() => Check.Sample(
        Gen.Select(Gen.Long[Min, 60 * MiB].Array[0, 8], AnyLength.Where(length => length > 0), AnyPartSize),
        (large, last, partSize) =>
        {
            SourceSegment[] segments = [.. large.Append(last).Select(length => new SourceSegment(length, true, IsObject: false))];
            Assert.All(Plan(segments, partSize, Rules()).Ranges, part => Assert.True(IsCopied(part, segments)));
        });

    [Fact]
    public void A_small_source_costs_no_more_than_what_makes_a_part_of_it() => Check.Sample(
        Gen.Select(Gen.Long[10 * MiB, 60 * MiB], Gen.Long[1, Min - 1], Gen.Long[10 * MiB, 60 * MiB], AnyPartSize),
        (before, small, after, partSize) =>
        {
            SourceSegment[] segments =
                [.. new[] { before, small, after }.Select(length => new SourceSegment(length, true, IsObject: false))];
            long fetched = Plan(segments, partSize, Rules()).Ranges.Where(part => !IsCopied(part, segments)).Sum(part => part.Length);
            Assert.InRange(fetched, small, Min);
        });

    [Fact]
    public void The_same_sources_are_cut_the_same_way_again() => Check.Sample(
        Gen.Select(AnySegments, AnyPartSize.Nullable()),
        (segments, partSize) =>
        {
            UploadPlan plan = Plan(segments, partSize, Rules());
            Assert.Equal(plan.Ranges, Plan(segments, plan.PartSize, Rules()).InParts().Ranges);
        });

    [Fact]
    public void Parts_grow_until_there_are_few_enough()
    {
        // Parts of 30 MiB would do for their length, but not for their ends: of each pair they make three.
        SourceSegment[] segments = [.. Enumerable.Range(0, 10_000).Select(
            index => new SourceSegment((index % 2 == 0 ? 48 : 12) * MiB, IsCopyable: true, IsObject: false))];
        UploadPlan plan = Plan(segments, partSize: null, Rules());
        Assert.Equal((10_000, 60 * MiB), (plan.PartCount, plan.PartSize));
        Assert.Equal(plan.Ranges, Plan(segments, plan.PartSize, Rules()).Ranges);

        // Beyond the ceiling of what is sent: what is copied takes nobody's memory.
        segments = [.. Enumerable.Repeat(new SourceSegment(106 * MiB, IsCopyable: true, IsObject: false), 9_000)];
        plan = Plan(segments, partSize: null, Rules());
        Assert.Equal((9_000, 192 * MiB), (plan.PartCount, plan.PartSize));
        Assert.Equal(plan.Ranges, Plan(segments, plan.PartSize, Rules()).Ranges);
    }

    [Fact]
    public void More_parts_than_an_object_may_have_are_refused()
    {
        SourceSegment[] segments = [.. Enumerable.Repeat(new SourceSegment(6 * MiB, IsCopyable: true, IsObject: false), 10_001)];
        UploadRefusedException refused = Assert.Throws<UploadRefusedException>(() => Plan(segments, partSize: null, Rules()));
        Assert.Contains("10,000 parts", refused.Message, StringComparison.Ordinal);

        // Small ones are joined.
        segments = [.. Enumerable.Repeat(new SourceSegment(1_000, IsCopyable: true, IsObject: false), 100_000)];
        Assert.Equal(6, Plan(segments, partSize: null, Rules()).PartCount);
    }

    [Fact]
    public void What_must_be_fetched_and_does_not_fit_into_memory_is_refused()
    {
        SourceSegment[] segments = [new(100 * MiB, IsCopyable: false, IsObject: false)];
        PlanningRules rules = Rules() with { MaxBufferedBytes = 8 * MiB };
        Assert.Throws<UploadRefusedException>(() => Plan(segments, 9 * MiB, rules));
        Assert.Equal(13, Plan(segments, 8 * MiB, rules).PartCount);
        segments = [new(100 * MiB, IsCopyable: true, IsObject: false)];
        Assert.Equal(12, Plan(segments, 9 * MiB, rules).PartCount);
    }

    [Theory]
    [InlineData(true, true, 10, true)]
    [InlineData(true, false, 10, false)]
    [InlineData(false, false, 10, true)]
    [InlineData(true, true, 17 * MiB, false)]
    [InlineData(false, false, 17 * MiB, false)]
    [InlineData(true, true, 0, true)]
    public void One_request_stores_what_is_small_and_an_object_or_fetched(bool isCopyable, bool isObject, long length, bool isOneRequest)
    {
        UploadPlan plan = Plan([new SourceSegment(length, isCopyable, isObject)], partSize: null, Rules());
        Assert.Equal(isOneRequest, plan.PartCount == 1 && length <= plan.SinglePutThreshold);
    }

    private static UploadPlan Plan(IReadOnlyList<SourceSegment> segments, long? partSize, PlanningRules rules) =>
        UploadPlanner.Plan(new Segmented(segments), partSize, rules);

    private static PlanningRules Rules(bool isEqual = false) =>
        new S3MultipartUploadOptions { Profile = ProviderProfile.AmazonS3 with { EqualParts = isEqual } }.ToPlanningRules();

    private static bool IsCopied(PartRange part, IReadOnlyList<SourceSegment> segments)
    {
        long start = 0;
        foreach (SourceSegment segment in segments)
        {
            if (segment.IsCopyable && part.Offset >= start && part.Offset + part.Length <= start + segment.Length)
            {
                return true;
            }

            start += segment.Length;
        }

        return false;
    }

    private sealed class Segmented(IReadOnlyList<SourceSegment> segments) : ISegmentedSource
    {
        public long? Length => segments.Sum(segment => segment.Length);

        public bool IsRandomAccess => true;

        public IReadOnlyList<SourceSegment> Segments => segments;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
