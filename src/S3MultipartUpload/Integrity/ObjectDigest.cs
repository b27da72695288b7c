using System.Buffers.Binary;

namespace S3MultipartUpload.Integrity;

/// <summary>The checksum that S3 keeps of a whole object, from those of its parts, without reading it again.</summary>
/// <remarks>Source: Amazon S3 User Guide, "Checking object integrity for data uploads in Amazon S3".</remarks>
internal static class ObjectDigest
{
    /// <summary>Of an object that came in parts; null where S3 keeps none, or a part has none.</summary>
    /// <param name="algorithm">The algorithm of all parts.</param>
    /// <param name="parts">All parts in order.</param>
    /// <param name="type">FULL_OBJECT or COMPOSITE; null for what the algorithm has by itself.</param>
    /// <exception cref="FormatException">A part's checksum is not one of this algorithm.</exception>
    public static ObjectChecksum? OfParts(PartChecksumAlgorithm algorithm, IReadOnlyCollection<UploadedPart> parts, string? type = null)
    {
        if (algorithm.S3Name() is not { } name
            || (type ?? algorithm.S3Type()) is not { } inForce
            || parts.Any(part => part.Checksum is null))
        {
            return null;
        }

        string value = inForce == PartChecksumAlgorithms.FullObject && algorithm.Polynomial() is { } polynomial
            ? Combine(polynomial, parts)
            : ChecksumOfChecksums(algorithm, parts);
        return new ObjectChecksum { Algorithm = name, Type = inForce, Value = value };
    }

    /// <summary>Of an object that came in one PutObject request: its only part's, of whatever algorithm.</summary>
    public static ObjectChecksum? OfPut(PartChecksumAlgorithm algorithm, UploadedPart whole) =>
        algorithm.S3Name() is { } name && whole.Checksum is { } value
            ? new ObjectChecksum { Algorithm = name, Type = PartChecksumAlgorithms.FullObject, Value = value }
            : null;

    /// <summary>Compares the checksum that the caller knows with the one of what was read.</summary>
    /// <exception cref="IntegrityException">They differ, or there is none to compare.</exception>
    public static void Require(string expected, string? actual)
    {
        if (expected != actual)
        {
            throw new IntegrityException(
                $"The source's bytes have the checksum {actual ?? "(unknown)"}, not {expected} as the caller says; " +
                "the object is not stored.");
        }
    }

    private static string Combine(CrcPolynomial polynomial, IEnumerable<UploadedPart> parts)
    {
        ulong crc = 0;
        int size = polynomial.Width / 8;
        Span<byte> bytes = new byte[sizeof(ulong)];
        foreach (UploadedPart part in parts)
        {
            Decode(part, size).CopyTo(bytes[^size..]);
            crc = polynomial.Combine(crc, BinaryPrimitives.ReadUInt64BigEndian(bytes), part.Size);
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes[^size..]);
    }

    private static string ChecksumOfChecksums(PartChecksumAlgorithm algorithm, IReadOnlyCollection<UploadedPart> parts)
    {
        using var digest = new PartDigest(algorithm);
        foreach (UploadedPart part in parts)
        {
            digest.Append(Decode(part, algorithm.Size()));
        }

        return $"{digest.ToBase64()}-{parts.Count}";
    }

    private static byte[] Decode(UploadedPart part, int size)
    {
        byte[] bytes = Convert.FromBase64String(part.Checksum ?? "");
        return bytes.Length == size
            ? bytes
            : throw new FormatException($"The checksum of part {part.PartNumber} has {bytes.Length} bytes instead of {size}.");
    }
}
