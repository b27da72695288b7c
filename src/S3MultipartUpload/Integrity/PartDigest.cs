using System.IO.Hashing;
using System.Security.Cryptography;

namespace S3MultipartUpload;

/// <summary>One checksum of a part, computed piece by piece.</summary>
internal sealed class PartDigest(PartChecksumAlgorithm algorithm) : IDisposable
{
    private readonly NonCryptographicHashAlgorithm? _crc = algorithm switch
    {
        PartChecksumAlgorithm.Crc32 => new Crc32(),
        PartChecksumAlgorithm.Crc32C => Crc.Crc32C(),
        PartChecksumAlgorithm.Crc64Nvme => Crc.Crc64Nvme(),
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

    /// <summary>The checksum of the bytes so far, a CRC big-endian; null for <see cref="PartChecksumAlgorithm.None"/>.</summary>
    public byte[]? ToBytes()
    {
        byte[]? bytes = _crc?.GetCurrentHash() ?? _hash?.GetCurrentHash();
        if (_crc is Crc32)
        {
            bytes.AsSpan().Reverse(); // The package writes this one little-endian.
        }

        return bytes;
    }

    /// <summary>As S3 writes it; null for <see cref="PartChecksumAlgorithm.None"/>.</summary>
    public string? ToBase64() => ToBytes() is { } bytes ? Convert.ToBase64String(bytes) : null;

    public void Dispose() => _hash?.Dispose();
}
