namespace S3MultipartUpload.Tests;

public sealed class ObjectChecksumTests
{
    private static readonly ObjectChecksum Full = new() { Algorithm = "CRC32", Type = "FULL_OBJECT", Value = "AAAA" };

    [Theory]
    [InlineData("AAAA", "FULL_OBJECT", "FULL_OBJECT")]
    [InlineData("AAAA", "COMPOSITE", "COMPOSITE")]
    [InlineData("AAAA", null, "FULL_OBJECT")]
    [InlineData("AAAA-2", null, "COMPOSITE")]
    public void A_checksum_that_names_no_type_tells_it_by_the_number_of_parts(string value, string? type, string expected) => Assert.Equal(
        new ObjectChecksum { Algorithm = "CRC32", Type = expected, Value = value },
        ObjectChecksum.Of(PartChecksumAlgorithm.Crc32, value, type));

    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, null, "FULL_OBJECT")]
    [InlineData(PartChecksumAlgorithm.Crc32, "", "FULL_OBJECT")]
    [InlineData(PartChecksumAlgorithm.Crc32, null, null)]
    [InlineData(PartChecksumAlgorithm.MD5, "AAAA", "FULL_OBJECT")]
    [InlineData(PartChecksumAlgorithm.None, "AAAA", null)]
    public void Where_there_is_no_value_or_no_name_for_it_there_is_no_checksum(
        PartChecksumAlgorithm algorithm, string? value, string? type) => Assert.Null(ObjectChecksum.Of(algorithm, value, type));

    [Fact]
    public void A_store_agrees_disagrees_or_says_nothing()
    {
        Assert.True(ObjectChecksum.Agrees(Full, "AAAA", "FULL_OBJECT"));
        Assert.False(ObjectChecksum.Agrees(Full, "AAAB", "FULL_OBJECT"));
        Assert.Null(ObjectChecksum.Agrees(Full, value: null, type: null));
        Assert.Null(ObjectChecksum.Agrees(expected: null, "AAAA", "FULL_OBJECT"));
    }
}
