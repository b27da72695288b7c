using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace S3MultipartUpload.Testing;

/// <summary>CRC-64/NVME, by tables that take eight bytes a step.</summary>
internal sealed class Crc64NvmeDigest : IRunningDigest
{
    /// <summary>The generator, bits reversed.</summary>
    public const ulong Polynomial = 0x9A6C_9329_AC4B_C9B5;

    private static readonly ulong[][] Tables = CreateTables();
    private ulong _crc = ulong.MaxValue;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = _crc;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc ^= BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
            crc = Tables[7][crc & 0xFF] ^ Tables[6][(crc >> 8) & 0xFF] ^ Tables[5][(crc >> 16) & 0xFF] ^ Tables[4][(crc >> 24) & 0xFF]
                ^ Tables[3][(crc >> 32) & 0xFF] ^ Tables[2][(crc >> 40) & 0xFF] ^ Tables[1][(crc >> 48) & 0xFF] ^ Tables[0][crc >> 56];
        }

        foreach (var single in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = Tables[0][(crc ^ single) & 0xFF] ^ (crc >> 8);
        }

        _crc = crc;
    }

    public byte[] Finish()
    {
        var value = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(value, ~_crc);
        return value;
    }

    private static ulong[][] CreateTables()
    {
        var tables = new ulong[8][];
        for (var step = 0; step < tables.Length; step++)
        {
            tables[step] = new ulong[256];
            for (var value = 0; value < 256; value++)
            {
                tables[step][value] = step == 0 ? Shift((ulong)value) : tables[0][tables[step - 1][value] & 0xFF] ^ (tables[step - 1][value] >> 8);
            }
        }

        return tables;
    }

    private static ulong Shift(ulong crc)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
        }

        return crc;
    }
}
