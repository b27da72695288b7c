using CsCheck;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Tests;

public sealed class PartListRulesTests
{
    private static readonly Gen<UploadedPart[]> AnyList = Gen.Long[0, 100].Array[0, 8].Select(sizes =>
    {
        long offset = 0;
        return sizes.Select((size, index) => Part(index + 1, (offset += size) - size, size)).ToArray();
    });

    [Fact]
    public void Parts_that_follow_each_other_are_taken() => AnyList.Sample(parts =>
    {
        Assert.Null(Problem(mayHaveGaps: false, parts));
        Assert.Null(Problem(mayHaveGaps: true, parts));
    });

    [Fact]
    public void A_part_that_is_missing_is_a_gap_where_none_may_be() =>
        Gen.Select(AnyList.Where(parts => parts.Length > 1), Gen.Double[0, 0.999]).Sample((parts, where) =>
        {
            UploadedPart missing = parts[(int)(where * (parts.Length - 1))];
            UploadedPart[] others = [.. parts.Where(part => part != missing)];
            Assert.Contains("gap", Problem(mayHaveGaps: false, others), StringComparison.Ordinal);
            Assert.Null(Problem(mayHaveGaps: true, others));
        });

    [Fact]
    public void The_first_part_is_number_1_at_byte_0()
    {
        Assert.Contains("gap", Problem(mayHaveGaps: false, Part(2, 0, 5)), StringComparison.Ordinal);
        Assert.Contains("gap", Problem(mayHaveGaps: false, Part(1, 1, 5)), StringComparison.Ordinal);
        Assert.Null(Problem(mayHaveGaps: true, Part(2, 1, 5)));
    }

    [Fact]
    public void Numbers_without_a_gap_over_bytes_with_one_are_a_gap_and_the_other_way_round()
    {
        Assert.Contains("gap", Problem(mayHaveGaps: false, Part(1, 0, 5), Part(2, 6, 5)), StringComparison.Ordinal);
        Assert.Contains("gap", Problem(mayHaveGaps: false, Part(1, 0, 5), Part(3, 5, 5)), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_out_of_order_or_over_each_other_are_refused_gaps_or_not() => Assert.All([true, false], mayHaveGaps =>
    {
        Assert.Contains("after part 2", Problem(mayHaveGaps, Part(1, 0, 5), Part(2, 5, 5), Part(2, 10, 5)), StringComparison.Ordinal);
        Assert.Contains("after part 2", Problem(mayHaveGaps, Part(1, 0, 5), Part(2, 5, 5), Part(1, 10, 5)), StringComparison.Ordinal);
        Assert.Contains("after part 1", Problem(mayHaveGaps, Part(1, 0, 5), Part(2, 4, 5)), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1_000_001, 0, 0)]
    [InlineData(1, -1, 5)]
    [InlineData(1, 0, -1)]
    [InlineData(1, 1, long.MaxValue)]
    [InlineData(1, long.MaxValue, 1)]
    public void An_impossible_part_is_refused(int number, long offset, long size) =>
        Assert.Contains("impossible", Problem(mayHaveGaps: true, Part(number, offset, size)), StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1_000_000, 0, 0)]
    [InlineData(1, 0, long.MaxValue)]
    [InlineData(1, long.MaxValue, 0)]
    public void The_first_and_the_last_that_is_possible_is_taken(int number, long offset, long size) =>
        Assert.Null(Problem(mayHaveGaps: true, Part(number, offset, size)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_part_without_an_ETag_is_refused(string? eTag)
    {
        UploadedPart part = Part(1, 0, 5) with { ETag = eTag ?? null! };
        Assert.Contains("eTag", Problem(mayHaveGaps: true, part), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AAAAAA==", true)]
    [InlineData(null, true)]
    [InlineData("AAAA", false)]
    [InlineData("", false)]
    public void A_checksum_is_one_of_the_algorithm_or_there_is_none(string? checksum, bool isTaken) =>
        Assert.Equal(isTaken, Problem(mayHaveGaps: true, Part(1, 0, 5) with { Checksum = checksum }) is null);

    [Fact]
    public void No_part_is_refused() => Assert.Contains("null", Problem(mayHaveGaps: true, Part(1, 0, 5), null), StringComparison.Ordinal);

    private static UploadedPart Part(int number, long offset, long size) =>
        new() { PartNumber = number, Offset = offset, Size = size, ETag = "\"etag\"" };

    private static string? Problem(bool mayHaveGaps, params UploadedPart?[] parts) =>
        PartListRules.ProblemOf(parts, PartChecksumAlgorithm.Crc32, mayHaveGaps);
}
