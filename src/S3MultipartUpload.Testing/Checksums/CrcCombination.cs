using System.Buffers.Binary;

namespace S3MultipartUpload.Testing.Checksums;

/// <summary>
/// The CRC of two runs of bytes from the CRC of each: the first is shifted past the second's length, modulo the polynomial.
/// </summary>
internal sealed class CrcCombination(ulong polynomial, int bits)
{
    public static readonly CrcCombination Crc32 = new(0xEDB8_8320, 32);
    public static readonly CrcCombination Crc32C = new(0x82F6_3B78, 32);
    public static readonly CrcCombination Crc64Nvme = new(0x9A6C_9329_AC4B_C9B5, 64);

    /// <summary>Combines big-endian values.</summary>
    public byte[] Combine(IEnumerable<(byte[] Crc, long Length)> parts)
    {
        ulong crc = parts.Aggregate(0UL, (former, part) => Multiply(PowerOfX(8 * (ulong)part.Length), former) ^ Read(part.Crc));
        byte[] value = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(value, crc);
        return value[^(bits / 8)..];
    }

    private static ulong Read(byte[] value) => value.Aggregate(0UL, (number, single) => (number << 8) | single);

    /// <summary>x to the n, modulo the polynomial; bits are reversed, so x itself is the second bit from the top.</summary>
    private ulong PowerOfX(ulong n)
    {
        ulong result = 1UL << (bits - 1);
        for (ulong square = 1UL << (bits - 2); n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
            {
                result = Multiply(result, square);
            }

            square = Multiply(square, square);
        }

        return result;
    }

    private ulong Multiply(ulong a, ulong b)
    {
        ulong product = 0UL;
        for (int bit = bits - 1; bit >= 0; bit--)
        {
            if (((a >> bit) & 1) != 0)
            {
                product ^= b;
            }

            b = (b & 1) == 0 ? b >> 1 : (b >> 1) ^ polynomial;
        }

        return product;
    }
}
