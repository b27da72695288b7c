using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace S3MultipartUpload;

/// <summary>The checksums of a part, computed once and handed to the SDK, which then hashes nothing itself.</summary>
/// <param name="Crc32">The CRC32.</param>
/// <param name="MD5">The MD5 in base64, for stores that know no other checksum.</param>
internal readonly record struct PartChecksum(uint Crc32, string? MD5)
{
    private const int ReadSize = 256 * 1024;

    /// <summary>A CRC32 as S3 writes it: base64 of the big-endian bytes.</summary>
    public static string Base64(uint crc32)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc32);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads a stream to its end.</summary>
    public static async ValueTask<PartChecksum> ComputeAsync(Stream stream, bool withMD5, CancellationToken cancellationToken)
    {
        var crc = new Crc32();
        using IncrementalHash? md5 = withMD5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(0, ReadSize), cancellationToken).ConfigureAwait(false)) > 0)
            {
                crc.Append(buffer.AsSpan(0, read));
                md5?.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new PartChecksum(crc.GetCurrentHashAsUInt32(), md5 is null ? null : Convert.ToBase64String(md5.GetHashAndReset()));
    }
}
