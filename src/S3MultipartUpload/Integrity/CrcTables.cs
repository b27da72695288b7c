using System.Buffers.Binary;

namespace S3MultipartUpload;

/// <summary>A CRC by tables, eight bytes a step: for the ends of the data, and for processors without carry-less multiplication.</summary>
internal sealed class CrcTables
{
    private const int Step = sizeof(ulong);
    private const int Values = 256;

    // [distance × 256 + value] is what a byte with this value does to the register, this many bytes later.
    private readonly ulong[] _effects = new ulong[Step * Values];

    public CrcTables(CrcPolynomial polynomial)
    {
        for (int value = 0; value < Values; value++)
        {
            ulong register = (ulong)value;
            for (int distance = 0; distance < Step; distance++)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    register = polynomial.TimesX(register);
                }

                _effects[(distance * Values) + value] = register;
            }
        }
    }

    public ulong Append(ulong register, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> effects = _effects;
        for (; bytes.Length >= Step; bytes = bytes[Step..])
        {
            ulong word = register ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            register =
                effects[(7 * Values) + (int)(word & 0xFF)] ^
                effects[(6 * Values) + (int)((word >> 8) & 0xFF)] ^
                effects[(5 * Values) + (int)((word >> 16) & 0xFF)] ^
                effects[(4 * Values) + (int)((word >> 24) & 0xFF)] ^
                effects[(3 * Values) + (int)((word >> 32) & 0xFF)] ^
                effects[(2 * Values) + (int)((word >> 40) & 0xFF)] ^
                effects[Values + (int)((word >> 48) & 0xFF)] ^
                effects[(int)(word >> 56)];
        }

        foreach (byte value in bytes)
        {
            register = effects[(int)((register ^ value) & 0xFF)] ^ (register >> 8);
        }

        return register;
    }
}
