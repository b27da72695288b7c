using System.Buffers.Binary;
using System.Security.Cryptography;

namespace S3MultipartUpload;

/// <summary>The checksum that S3 keeps of a whole object, from those of its parts, without reading it again.</summary>
/// <remarks>Source: Amazon S3 User Guide, "Checking object integrity for data uploads in Amazon S3".</remarks>
internal static class ObjectDigest
{
    /// <summary>Of an object that came in parts; null where S3 keeps none, or a part has none.</summary>
    /// <param name="algorithm">The algorithm of all parts.</param>
    /// <param name="parts">All parts in order.</param>
    /// <exception cref="FormatException">A part's checksum is not one of this algorithm.</exception>
    public static ObjectChecksum? OfParts(PartChecksumAlgorithm algorithm, IReadOnlyCollection<UploadedPart> parts)
    {
        if (algorithm.S3Name() is not { } name || algorithm.S3Type() is not { } type || parts.Any(part => part.Checksum is null))
        {
            return null;
        }

        string value = algorithm.Polynomial() is { } polynomial ? Combine(polynomial, parts) : HashOfHashes(parts);
        return new ObjectChecksum(name, type, value);
    }

    /// <summary>Of an object that came in one PutObject request: its only part's, of whatever algorithm.</summary>
    public static ObjectChecksum? OfPut(PartChecksumAlgorithm algorithm, UploadedPart whole) =>
        algorithm.S3Name() is { } name && whole.Checksum is { } value
            ? new ObjectChecksum(name, PartChecksumAlgorithms.FullObject, value)
            : null;

    private static string Combine(CrcPolynomial polynomial, IEnumerable<UploadedPart> parts)
    {
        ulong crc = 0;
        int size = polynomial.Width / 8;
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        foreach (UploadedPart part in parts)
        {
            Decode(part, size).CopyTo(bytes[^size..]);
            crc = polynomial.Combine(crc, BinaryPrimitives.ReadUInt64BigEndian(bytes), part.Size);
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes[^size..]);
    }

    private static string HashOfHashes(IReadOnlyCollection<UploadedPart> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (UploadedPart part in parts)
        {
            hash.AppendData(Decode(part, SHA256.HashSizeInBytes));
        }

        return $"{Convert.ToBase64String(hash.GetHashAndReset())}-{parts.Count}";
    }

    private static byte[] Decode(UploadedPart part, int size)
    {
        byte[] bytes = Convert.FromBase64String(part.Checksum ?? "");
        return bytes.Length == size
            ? bytes
            : throw new FormatException($"The checksum of part {part.Number} has {bytes.Length} bytes instead of {size}.");
    }
}
