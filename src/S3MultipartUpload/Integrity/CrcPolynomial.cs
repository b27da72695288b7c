namespace S3MultipartUpload.Integrity;

/// <summary>
/// A CRC's polynomial, and the arithmetic modulo it. A CRC is a polynomial over GF(2) of a degree below <paramref name="width"/>; here,
/// as in all of S3's CRCs, its bits are reflected: the highest of them is the coefficient of x^0.
/// </summary>
/// <param name="width">The number of the CRC's bits.</param>
/// <param name="reflected">The polynomial without its highest power, reflected.</param>
internal sealed class CrcPolynomial(int width, ulong reflected)
{
    /// <summary>CRC-32/ISO-HDLC.</summary>
    public static CrcPolynomial Crc32 { get; } = new(32, 0xEDB8_8320);

    /// <summary>CRC-32/ISCSI, of RFC 3720.</summary>
    public static CrcPolynomial Crc32C { get; } = new(32, 0x82F6_3B78);

    /// <summary>CRC-64/NVME, of the NVM Express NVM Command Set Specification.</summary>
    public static CrcPolynomial Crc64Nvme { get; } = new(64, 0x9A6C_9329_AC4B_C9B5);

    public int Width => width;

    /// <summary>What the register starts with, and is inverted by in the end; so the CRC of no bytes is 0.</summary>
    public ulong AllOnes => ulong.MaxValue >> (64 - width);

    /// <summary>
    /// The CRC of two pieces of data put together, from the CRC of each and the length of the second: so the checksum of an object
    /// follows from those of its parts, without reading it again.
    /// </summary>
    /// <remarks>Appending n zero bytes to data multiplies its CRC by x^(8n).</remarks>
    public ulong Combine(ulong first, ulong second, long secondLength) => Multiply(PowerOfX(8 * (ulong)secondLength), first) ^ second;

    /// <summary>x^n modulo the polynomial, by squaring.</summary>
    public ulong PowerOfX(ulong n)
    {
        ulong result = 1UL << (width - 1);
        for (ulong power = result >> 1; n > 0; n >>= 1, power = Multiply(power, power))
        {
            if ((n & 1) != 0)
            {
                result = Multiply(result, power);
            }
        }

        return result;
    }

    /// <summary>A register times x: what one zero bit does to it.</summary>
    public ulong TimesX(ulong register) => (register >> 1) ^ (reflected & (0 - (register & 1)));

    private ulong Multiply(ulong left, ulong right)
    {
        ulong product = 0;
        for (left <<= 64 - width; left != 0; left <<= 1, right = TimesX(right))
        {
            product ^= right & (0 - (left >> 63));
        }

        return product;
    }
}
