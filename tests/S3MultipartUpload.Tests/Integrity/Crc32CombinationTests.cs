using System.IO.Hashing;
using CsCheck;

namespace S3MultipartUpload.Tests;

public sealed class Crc32CombinationTests
{
    [Fact]
    public void The_parts_give_the_checksum_of_the_whole() =>
        Gen.Select(Gen.Byte.Array[0, 3_000], Gen.Byte.Array[0, 3_000]).Sample((first, second) =>
            Assert.Equal(
                Crc32.HashToUInt32([.. first, .. second]),
                Crc32Combination.Combine(Crc32.HashToUInt32(first), Crc32.HashToUInt32(second), second.Length)));

    [Fact]
    public void Many_small_pieces_combine_in_any_grouping() =>
        Gen.Byte.Array[0, 200].Array[1, 20].Sample(pieces =>
        {
            (uint Crc, long Length) left = pieces.Aggregate((0u, 0L), (all, piece) => Join(all, Hash(piece)));
            (uint Crc, long Length) right = pieces.Reverse().Aggregate((0u, 0L), (all, piece) => Join(Hash(piece), all));
            Assert.Equal(Hash([.. pieces.SelectMany(piece => piece)]), left);
            Assert.Equal(left, right);
        });

    private static (uint Crc, long Length) Hash(byte[] bytes) => (Crc32.HashToUInt32(bytes), bytes.Length);

    private static (uint Crc, long Length) Join((uint Crc, long Length) first, (uint Crc, long Length) second) =>
        (Crc32Combination.Combine(first.Crc, second.Crc, second.Length), first.Length + second.Length);

    [Fact]
    public async Task The_published_check_value_is_written_as_S3_writes_it()
    {
        PartChecksum checksum = await PartChecksum.ComputeAsync(new MemoryStream("123456789"u8.ToArray()), withMD5: true, default);
        Assert.Equal("y/Q5Jg==", PartChecksum.Base64(checksum.Crc32)); // 0xCBF43926
        Assert.Equal("JfnnlDI7RTiF9RgfG2JNCw==", checksum.MD5);
    }
}
