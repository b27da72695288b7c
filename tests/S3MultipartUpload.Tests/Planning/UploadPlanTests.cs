using CsCheck;
using S3MultipartUpload.Planning;

namespace S3MultipartUpload.Tests;

public sealed class UploadPlanTests
{
    private static readonly Gen<UploadPlan> AnyPlan = Gen.Select(Gen.Long[0, 500], Gen.Long[5, 50], Gen.Long[-1, 100])
        .Select((length, partSize, threshold) => Equal(length, partSize, threshold));

    [Fact]
    public void What_follows_a_part_is_the_next_one() => AnyPlan.Sample(plan =>
    {
        PartRange[] ranges = [.. plan.Ranges];
        Assert.Equal(ranges.Skip(1), ranges.SkipLast(1).Select(plan.After));
    });

    [Fact]
    public void What_follows_the_last_part_is_the_byte_that_must_not_be_there() => AnyPlan.Sample(plan =>
    {
        PartRange last = plan.Ranges.Last();
        Assert.Equal(new PartRange(last.PartNumber + 1, last.Offset + last.Length, 1), plan.After(last));
    });

    /// <summary>Parts of the sizes 10, 11, 12 and so on, up to 100 of them.</summary>
    [Fact]
    public void Where_the_length_is_unknown_parts_follow_each_other_up_to_the_last_number()
    {
        var plan = new UploadPlan(length: null, number => 9 + number, singlePutThreshold: 0, maxParts: 100);
        PartRange[] ranges = [.. plan.Ranges];
        Assert.Equal(Enumerable.Range(10, 100), ranges.Select(range => (int)range.Length));
        Assert.Equal(ranges.Skip(1), ranges.SkipLast(1).Select(plan.After));
        Assert.Equal(new PartRange(101, ranges[^1].Offset + ranges[^1].Length, 1), plan.After(ranges[^1]));
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(101, 11)]
    public void A_source_goes_up_by_one_PUT_up_to_the_threshold(long length, int parts)
    {
        UploadPlan plan = Equal(length, partSize: 10, threshold: 100);
        Assert.Equal(parts, plan.PartCount);
        Assert.Equal(parts, plan.Ranges.Count());
        Assert.Equal(length, plan.Ranges.Sum(range => range.Length));
    }

    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(10, 10, 1)]
    [InlineData(11, 10, 2)]
    public void An_upload_that_is_open_already_has_parts_however_small_the_source(long length, long partSize, int parts)
    {
        UploadPlan plan = Equal(length, partSize, threshold: 100).InParts();
        Assert.Equal(parts, plan.PartCount);
        Assert.Equal(length, plan.Ranges.Sum(range => range.Length));
        Assert.True(plan.SinglePutThreshold < length);
    }

    private static UploadPlan Equal(long length, long partSize, long threshold) => new(length, _ => partSize, threshold, maxParts: 1_000);
}
