namespace S3MultipartUpload;

/// <summary>
/// The CRC32 of two pieces of data put together, from the CRC32 of each and the length of the second: so the checksum of an object
/// follows from those of its parts, without reading it again.
/// </summary>
/// <remarks>
/// Appending n zero bytes to data multiplies its CRC, as a polynomial over GF(2), by x^(8n) modulo the CRC's polynomial.
/// </remarks>
internal static class Crc32Combination
{
    // The polynomial of CRC-32 (ISO-HDLC) with its bits reflected: the highest bit is the coefficient of x^0.
    private const uint Polynomial = 0xEDB88320;
    private const uint One = 0x80000000;

    public static uint Combine(uint first, uint second, long secondLength) => Multiply(ZeroBytes(secondLength), first) ^ second;

    /// <summary>x^(8 × count), by squaring.</summary>
    private static uint ZeroBytes(long count)
    {
        uint result = One;
        for (uint power = One >> 8; count > 0; count >>= 1, power = Multiply(power, power))
        {
            if ((count & 1) != 0)
            {
                result = Multiply(result, power);
            }
        }

        return result;
    }

    private static uint Multiply(uint left, uint right)
    {
        uint product = 0;
        for (uint bit = One; bit != 0; bit >>= 1)
        {
            if ((left & bit) != 0)
            {
                product ^= right;
            }

            right = (right & 1) != 0 ? (right >> 1) ^ Polynomial : right >> 1;
        }

        return product;
    }
}
