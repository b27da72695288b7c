using System.Security.Cryptography;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>Verifies a body chunk by chunk: each signature covers its chunk's bytes and the signature before it.</summary>
internal sealed class ChunkSignatures(SigningKey key, RequestSignature seed) : IChunkSignatures, IDisposable
{
    private static readonly string EmptyHash = Hex.Sha256("");
    private readonly IncrementalHash _chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string _previous = seed.Signature;

    public void Append(ReadOnlySpan<byte> bytes) => _chunk.AppendData(bytes);

    public void EndChunk(string? signature) =>
        Verify("AWS4-HMAC-SHA256-PAYLOAD", $"{EmptyHash}\n{Hex.Lower(_chunk.GetHashAndReset())}", signature);

    public void EndTrailers(string trailers, string? signature) => Verify("AWS4-HMAC-SHA256-TRAILER", Hex.Sha256(trailers), signature);

    public void Dispose() => _chunk.Dispose();

    private void Verify(string kind, string hashes, string? signature)
    {
        string toSign = $"{kind}\n{seed.Timestamp}\n{seed.Scope}\n{_previous}\n{hashes}";
        if (signature is null || !key.Verifies(toSign, signature))
        {
            throw S3Errors.SignatureDoesNotMatch(seed.AccessKey, signature ?? "", toSign, null);
        }

        _previous = signature;
    }
}
