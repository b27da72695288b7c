using System.Buffers.Binary;
using System.IO.Hashing;

namespace S3MultipartUpload.Testing;

/// <summary>CRC-32 (ISO-HDLC).</summary>
internal sealed class Crc32Digest : IRunningDigest
{
    private readonly Crc32 _crc = new();

    public void Append(ReadOnlySpan<byte> bytes) => _crc.Append(bytes);

    public byte[] Finish()
    {
        var value = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(value, _crc.GetCurrentHashAsUInt32());
        return value;
    }
}
