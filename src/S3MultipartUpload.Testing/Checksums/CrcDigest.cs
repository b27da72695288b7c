using System.Buffers.Binary;
using System.IO.Hashing;

namespace S3MultipartUpload.Testing.Checksums;

/// <summary>A CRC of 32 or 64 bits.</summary>
internal sealed class CrcDigest(NonCryptographicHashAlgorithm crc) : IRunningDigest
{
    public void Append(ReadOnlySpan<byte> bytes) => crc.Append(bytes);

    public byte[] Finish()
    {
        byte[] value = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(value, crc switch
        {
            Crc32 narrow => narrow.GetCurrentHashAsUInt32(),
            Crc64 wide => wide.GetCurrentHashAsUInt64(),
            _ => throw new InvalidOperationException("No CRC has another width."),
        });
        return value[^crc.HashLengthInBytes..];
    }
}
