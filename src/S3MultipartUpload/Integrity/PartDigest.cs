using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace S3MultipartUpload.Integrity;

/// <summary>One checksum of a part, computed piece by piece.</summary>
internal sealed class PartDigest(PartChecksumAlgorithm algorithm) : IDisposable
{
    private readonly NonCryptographicHashAlgorithm? _crc = algorithm switch
    {
        PartChecksumAlgorithm.Crc32 => new Crc32(),
        PartChecksumAlgorithm.Crc32C => new Crc32(Crc32ParameterSet.Crc32C),
        PartChecksumAlgorithm.Crc64Nvme => new Crc64(Crc64ParameterSet.Nvme),
        _ => null,
    };

    private readonly IncrementalHash? _hash = algorithm switch
    {
        PartChecksumAlgorithm.Sha256 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
        PartChecksumAlgorithm.MD5 => IncrementalHash.CreateHash(HashAlgorithmName.MD5),
        _ => null,
    };

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _crc?.Append(bytes);
        _hash?.AppendData(bytes);
    }

    /// <summary>
    /// The checksum of the bytes so far, a CRC big-endian as S3 writes it; null for <see cref="PartChecksumAlgorithm.None"/>.
    /// </summary>
    public byte[]? ToBytes()
    {
        switch (_crc)
        {
            case Crc32 crc:
                byte[] four = new byte[sizeof(uint)];
                BinaryPrimitives.WriteUInt32BigEndian(four, crc.GetCurrentHashAsUInt32());
                return four;
            case Crc64 crc:
                byte[] eight = new byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64BigEndian(eight, crc.GetCurrentHashAsUInt64());
                return eight;
            default:
                return _hash?.GetCurrentHash();
        }
    }

    /// <summary>In base64; null for <see cref="PartChecksumAlgorithm.None"/>.</summary>
    public string? ToBase64() => ToBytes() is { } bytes ? Convert.ToBase64String(bytes) : null;

    public void Dispose() => _hash?.Dispose();
}
