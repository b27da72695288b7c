using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

public sealed class PartChecksumTests
{
    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, true, "y/Q5Jg==", "JfnnlDI7RTiF9RgfG2JNCw==")] // 0xCBF43926
    [InlineData(PartChecksumAlgorithm.Crc32, false, "y/Q5Jg==", null)]
    [InlineData(PartChecksumAlgorithm.MD5, true, "JfnnlDI7RTiF9RgfG2JNCw==", "JfnnlDI7RTiF9RgfG2JNCw==")]
    [InlineData(PartChecksumAlgorithm.MD5, false, "JfnnlDI7RTiF9RgfG2JNCw==", "JfnnlDI7RTiF9RgfG2JNCw==")]
    [InlineData(PartChecksumAlgorithm.None, false, null, null)]
    [InlineData(PartChecksumAlgorithm.None, true, null, "JfnnlDI7RTiF9RgfG2JNCw==")]
    public async Task The_published_check_value_is_written_as_S3_writes_it(
        PartChecksumAlgorithm algorithm, bool withMD5, string? value, string? md5)
    {
        PartChecksum checksum = await PartChecksum.ComputeAsync(
            new MemoryStream("123456789"u8.ToArray()), new ChecksumChoice(algorithm, withMD5), default);
        Assert.Equal(new PartChecksum(algorithm, value, md5), checksum);
    }

    [Theory]
    [InlineData("\"25F9E794323B453885F5181F1B624D0B\"", true)]
    [InlineData("25f9e794323b453885f5181f1b624d0b", true)]
    [InlineData("25f9e794323b453885f5181f1b624d0c", false)]
    [InlineData("25f9e794323b453885f5181f1b624d0b-1", false)]
    [InlineData("", false)]
    public void An_ETag_is_the_MD5_in_hexadecimal_or_nothing(string eTag, bool expected) =>
        Assert.Equal(expected, new PartChecksum(PartChecksumAlgorithm.MD5, null, "JfnnlDI7RTiF9RgfG2JNCw==").IsETag(eTag));
}
