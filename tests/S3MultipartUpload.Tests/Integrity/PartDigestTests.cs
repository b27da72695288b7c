using CsCheck;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

public sealed class PartDigestTests
{
    public static TheoryData<PartChecksumAlgorithm> Algorithms => [.. Enum.GetValues<PartChecksumAlgorithm>()];

    [Theory]
    [InlineData(PartChecksumAlgorithm.Crc32, "CBF43926")]
    [InlineData(PartChecksumAlgorithm.Crc32C, "E3069283")]
    [InlineData(PartChecksumAlgorithm.Crc64Nvme, "AE8B14860A799888")]
    [InlineData(PartChecksumAlgorithm.Sha256, "15E2B0D3C33891EBB0F1EF609EC419420C20E320CE94C65FBC8C3312448EB225")]
    [InlineData(PartChecksumAlgorithm.MD5, "25F9E794323B453885F5181F1B624D0B")]
    public void The_published_check_value_is_written_as_S3_writes_it(PartChecksumAlgorithm algorithm, string expected)
    {
        using var digest = new PartDigest(algorithm);
        digest.Append("123456789"u8);
        Assert.Equal(expected, Convert.ToHexString(digest.ToBytes() ?? []));
        Assert.Equal(Convert.ToBase64String(Convert.FromHexString(expected)), digest.ToBase64());
    }

    [Fact]
    public void None_has_no_value()
    {
        using var digest = new PartDigest(PartChecksumAlgorithm.None);
        digest.Append("123456789"u8);
        Assert.Null(digest.ToBytes());
        Assert.Null(digest.ToBase64());
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Pieces_appended_are_the_whole_and_looking_does_not_end_it(PartChecksumAlgorithm algorithm) =>
        Gen.Byte.Array[0, 300].Array[0, 8].Sample(pieces =>
        {
            using var digest = new PartDigest(algorithm);
            using var whole = new PartDigest(algorithm);
            foreach (byte[] piece in pieces)
            {
                digest.Append(piece);
                digest.ToBytes();
            }

            whole.Append(pieces.SelectMany(piece => piece).ToArray());
            Assert.Equal(whole.ToBase64(), digest.ToBase64());
        });
}
