using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

public sealed class PartChecksumAlgorithmsTests
{
    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, "FULL_OBJECT", 4)]
    [InlineData(PartChecksumAlgorithm.Crc32C, "FULL_OBJECT", 4)]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme, "FULL_OBJECT", 8)]
    [InlineData(PartChecksumAlgorithm.Sha256, "COMPOSITE", 32)]
    [InlineData(PartChecksumAlgorithm.MD5, null, 16)]
    [InlineData(PartChecksumAlgorithm.None, null, 0)]
    public void An_algorithm_has_its_type_and_its_size(PartChecksumAlgorithm algorithm, string? type, int size)
    {
        Assert.Equal(type, algorithm.S3Type());
        Assert.Equal(size, algorithm.Size());
        Assert.All([0, 1, 3, 4, 5, 8, 16, 32, 64, 65], length => Assert.Equal(
            length == size && size > 0, algorithm.IsChecksum(Convert.ToBase64String(new byte[length]))));
        Assert.False(algorithm.IsChecksum("no base64"));
    }

    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, true, true)]
    [InlineData(PartChecksumAlgorithm.Crc32, false, false)]
    [InlineData(PartChecksumAlgorithm.None, true, true)]
    [InlineData(PartChecksumAlgorithm.MD5, true, false)]
    public void An_MD5_that_is_the_checksum_anyway_is_computed_once(PartChecksumAlgorithm algorithm, bool withMD5, bool needsOwn) =>
        Assert.Equal(needsOwn, new ChecksumChoice(algorithm, withMD5).NeedsOwnMD5);
}
