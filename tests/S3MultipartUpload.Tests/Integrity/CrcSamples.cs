using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Tests;

/// <summary>The CRCs of S3, and the plainest way to compute them.</summary>
internal static class CrcSamples
{
    public static CrcPolynomial Polynomial(string name) => name switch
    {
        "CRC32" => CrcPolynomial.Crc32,
        "CRC32C" => CrcPolynomial.Crc32C,
        _ => CrcPolynomial.Crc64Nvme,
    };

    /// <summary>The definition, from the polynomials as they are published: highest power first.</summary>
    public static ulong BitByBit(CrcPolynomial polynomial, ReadOnlySpan<byte> bytes)
    {
        ulong published =
            polynomial == CrcPolynomial.Crc32 ? 0x04C11DB7 :
            polynomial == CrcPolynomial.Crc32C ? 0x1EDC6F41 :
            0xAD93D23594C93659;
        int top = polynomial.Width - 1;
        ulong ones = ulong.MaxValue >> (63 - top);
        ulong register = ones;
        foreach (byte value in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                ulong carry = (register >> top) ^ (ulong)((value >> bit) & 1);
                register = ((register << 1) & ones) ^ (carry * published);
            }
        }

        ulong crc = 0;
        for (int bit = 0; bit <= top; bit++)
        {
            crc |= ((~register >> bit) & 1) << (top - bit);
        }

        return crc;
    }
}
