using System.Globalization;
using CsCheck;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

public sealed class CrcTests
{
    public static TheoryData<string> Names => ["CRC32", "CRC32C", "CRC64NVME"];

    /// <summary>RFC 3720, B.4 (which prints the bytes in the other order), and the catalogue of parametrised CRC algorithms.</summary>
    [Theory]
    [InlineData("CRC32", "", "00000000")]
    [InlineData("CRC32", "313233343536373839", "CBF43926")]
    [InlineData("CRC32C", "", "00000000")]
    [InlineData("CRC32C", "313233343536373839", "E3069283")]
    [InlineData("CRC32C", "0000000000000000000000000000000000000000000000000000000000000000", "8A9136AA")]
    [InlineData("CRC32C", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "62A8AB43")]
    [InlineData("CRC32C", "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "46DD794E")]
    [InlineData("CRC32C", "1F1E1D1C1B1A191817161514131211100F0E0D0C0B0A09080706050403020100", "113FDB5C")]
    [InlineData("CRC32C", "01C000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000", "D9963A56")]
    [InlineData("CRC64NVME", "", "0000000000000000")]
    [InlineData("CRC64NVME", "313233343536373839", "AE8B14860A799888")]
    public void Published_check_values_are_met(string name, string message, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Hash(name, Convert.FromHexString(message))));

    /// <summary>The test vectors of 4,096 bytes in the NVM Command Set Specification.</summary>
    [Theory]
    [InlineData("all 0x00", "6482D367EB22B64E")]
    [InlineData("all 0xFF", "C0DDBA7302ECA3AC")]
    [InlineData("0x00 to 0xFF", "3E729F5F6750449C")]
    [InlineData("0xFF to 0x00", "9A2DF64B8E9E517E")]
    public void Crc64Nvme_of_a_block_is_as_the_specification_says(string pattern, string expected)
    {
        IEnumerable<int> block = Enumerable.Range(0, 4096).Select(index => pattern switch
        {
            "all 0x00" => 0,
            "all 0xFF" => 0xFF,
            "0x00 to 0xFF" => index,
            _ => ~index,
        });
        Assert.Equal(expected, Convert.ToHexString(Hash("CRC64NVME", [.. block.Select(value => (byte)value)])));
    }

    /// <summary>Every length passes through every way of ending: blocks left over, a word, single bytes.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_definition_is_met_at_every_length(string name)
    {
        CrcPolynomial polynomial = CrcSamples.Polynomial(name);
        byte[] bytes = new byte[1_100];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            byte[] some = bytes[^length..];
            string expected = CrcSamples.BitByBit(polynomial, some).ToString($"X{polynomial.Width / 4}", CultureInfo.InvariantCulture);
            Assert.Equal(expected, Convert.ToHexString(Hash(name, some)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pieces_appended_are_the_whole(string name) =>
        Gen.Byte.Array[0, 700].Array[0, 8].Sample(pieces =>
        {
            using PartDigest digest = Create(name);
            foreach (byte[] piece in pieces)
            {
                digest.Append(piece);
            }

            Assert.Equal(Hash(name, [.. pieces.SelectMany(piece => piece)]), digest.ToBytes());
        });

    private static PartDigest Create(string name) => new(Enum.Parse<PartChecksumAlgorithm>(name, ignoreCase: true));

    private static byte[] Hash(string name, byte[] bytes)
    {
        using PartDigest digest = Create(name);
        digest.Append(bytes);
        return digest.ToBytes() ?? [];
    }
}
