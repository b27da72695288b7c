using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace S3MultipartUpload.Folders;

/// <summary>A path, a key or a state in 16 bytes, of which millions can be held.</summary>
internal static class TextHash
{
    /// <summary>Nobody can find two texts with the same one, even of half of SHA-256.</summary>
    public static UInt128 Of(string text) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
