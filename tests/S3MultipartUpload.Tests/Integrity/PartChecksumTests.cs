using System.Buffers;
using System.Security.Cryptography;
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
    [InlineData(PartChecksumAlgorithm.Crc32, 1_000_000)]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme, 300_000)]
    [InlineData(PartChecksumAlgorithm.Sha256, 7_001)]
    [InlineData(PartChecksumAlgorithm.None, 7_001)]
    public async Task Blocks_of_memory_have_the_checksums_of_their_stream(PartChecksumAlgorithm algorithm, int blockSize)
    {
        byte[] bytes = Samples.Bytes(1_000_000);
        ReadOnlySequence<byte> blocks = BlockSequence.Of(bytes, blockSize);
        var choice = new ChecksumChoice(algorithm, WithMD5: true);
        Assert.Equal(
            await PartChecksum.ComputeAsync(new MemoryStream(bytes), choice, default), PartChecksum.Compute(blocks, choice, default));
    }

    [Fact]
    public void Who_has_given_up_does_not_wait_for_the_checksum_of_memory() =>
        Assert.Throws<OperationCanceledException>(() => PartChecksum.Compute(
            new ReadOnlySequence<byte>(new byte[1]), new ChecksumChoice(PartChecksumAlgorithm.Crc32, WithMD5: false), new(canceled: true)));

    [Theory]
    [InlineData("\"25F9E794323B453885F5181F1B624D0B\"", true)]
    [InlineData("25f9e794323b453885f5181f1b624d0b", true)]
    [InlineData("25f9e794323b453885f5181f1b624d0c", false)]
    [InlineData("25f9e794323b453885f5181f1b624d0b-1", false)]
    [InlineData("", false)]
    public void An_ETag_is_the_MD5_in_hexadecimal_or_nothing(string eTag, bool expected) =>
        Assert.Equal(expected, new PartChecksum(PartChecksumAlgorithm.MD5, null, "JfnnlDI7RTiF9RgfG2JNCw==").IsETag(eTag));

    [Theory]
    [InlineData("25f9e794323b453885f5181f1b624d0b")]
    [InlineData("something else")]
    public void Without_an_MD5_no_ETag_is_recognised(string eTag) =>
        Assert.False(new PartChecksum(PartChecksumAlgorithm.Crc32, "y/Q5Jg==", MD5: null).IsETag(eTag));

    [Fact]
    public async Task A_long_stream_is_read_to_its_end_and_every_read_is_told()
    {
        byte[] bytes = Samples.Bytes(1_000_000);
        int reads = 0;
        PartChecksum checksum = await PartChecksum.ComputeAsync(
            new MemoryStream(bytes), new ChecksumChoice(PartChecksumAlgorithm.Sha256, WithMD5: true), default, () => reads++);
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(bytes)), checksum.Value);
        Assert.Equal(Convert.ToBase64String(MD5.HashData(bytes)), checksum.MD5);
        Assert.True(reads > 1);
    }
}
