using CsCheck;

namespace S3MultipartUpload.Tests;

public sealed class PartSizerTests
{
    private const long MiB = Samples.MiB;

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_size_that_is_not_positive_is_refused(long size)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PartSizer.Adaptive(size));
        Assert.Throws<ArgumentOutOfRangeException>(() => PartSizer.Fixed(size));
        Assert.Throws<ArgumentOutOfRangeException>(() => PartSizer.Growing(size));
        Assert.Throws<ArgumentOutOfRangeException>(() => PartSizer.Growing(size, size));
    }

    [Fact]
    public void Growing_parts_may_start_at_their_largest_size_but_not_above_it()
    {
        Assert.Equal(7 * MiB, PartSizer.Growing(7 * MiB, 7 * MiB).GetPartSize(10_000, null, ServiceLimits.AmazonS3));
        Assert.Throws<ArgumentOutOfRangeException>(() => PartSizer.Growing((7 * MiB) + 1, 7 * MiB));
    }

    /// <summary>The least number of whole MiB with which the parts reach the end, found by trying.</summary>
    [Fact]
    public void Adaptive_parts_are_the_smallest_that_carry_the_source() =>
        Gen.Select(Gen.Long[0, 100_000 * MiB], Gen.Long[1, 20 * MiB]).Sample((length, preferred) =>
        {
            var limits = new ServiceLimits { MaxParts = 1_000 };
            long size = Math.Max(preferred, limits.MinPartSize);
            for (long mib = 1; size * limits.MaxParts < length; mib++)
            {
                size = mib * MiB;
            }

            Assert.Equal(size, PartSizer.Adaptive(preferred).GetPartSize(1, length, limits));
        }, iter: 300);

    [Fact]
    public void Fixed_parts_are_of_one_size_whatever_the_source() =>
        Gen.Select(Gen.Long[1, 100 * MiB], Gen.Long[0, 100_000 * MiB], Gen.Int[1, 10_000]).Sample((size, length, number) =>
            Assert.Equal(size, PartSizer.Fixed(size).GetPartSize(number, length, ServiceLimits.AmazonS3)));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(10, 5)]
    [InlineData(11, 10)]
    [InlineData(20, 10)]
    [InlineData(21, 20)]
    [InlineData(30, 20)]
    [InlineData(31, 30)]
    [InlineData(100, 30)]
    public void Growing_parts_double_after_every_tenth_of_the_part_numbers_up_to_the_largest(int partNumber, long expected) =>
        Assert.Equal(expected, PartSizer.Growing(5, 30).GetPartSize(partNumber, null, Samples.SmallLimits));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(4, 40)]
    public void Where_there_are_fewer_than_ten_parts_every_one_is_twice_the_one_before(int partNumber, long expected) =>
        Assert.Equal(expected, PartSizer.Growing(5, 1_000).GetPartSize(partNumber, null, new ServiceLimits { MaxParts = 4 }));

    [Fact]
    public void A_source_of_known_length_is_cut_alike_by_growing_and_adaptive_sizers() =>
        Gen.Select(Gen.Long[0, 1_000_000 * MiB], Gen.Int[1, 10_000]).Sample((length, number) => Assert.Equal(
            PartSizer.Adaptive(8 * MiB).GetPartSize(1, length, ServiceLimits.AmazonS3),
            PartSizer.Growing(8 * MiB).GetPartSize(number, length, ServiceLimits.AmazonS3)));
}
