using System.Security.Cryptography;
using System.Text;

namespace S3MultipartUpload.Testing.Checksums;

/// <summary>Lower-case hexadecimal, as ETags and signatures are written.</summary>
internal static class Hex
{
    public static string Lower(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    public static string Sha256(string text) => Lower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
