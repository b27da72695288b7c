using System.Security.Cryptography;

namespace S3MultipartUpload.Testing.Checksums;

/// <summary>MD5, SHA-1 or SHA-256.</summary>
internal sealed class CryptographicDigest(HashAlgorithmName algorithm) : IRunningDigest, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(algorithm);

    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public byte[] Finish()
    {
        byte[] value = _hash.GetHashAndReset();
        _hash.Dispose();
        return value;
    }

    public void Dispose() => _hash.Dispose();
}
