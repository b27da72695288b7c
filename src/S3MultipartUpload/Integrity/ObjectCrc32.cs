using System.Buffers.Binary;

namespace S3MultipartUpload;

/// <summary>The CRC32 of a whole object, put together from those of its parts.</summary>
internal static class ObjectCrc32
{
    /// <param name="parts">The parts in order.</param>
    /// <returns>Null where a part has none: another session sent it to a store that keeps none.</returns>
    public static ObjectChecksum? Of(IReadOnlyCollection<UploadedPart> parts)
    {
        if (parts.Any(part => part.Checksum is null))
        {
            return null;
        }

        uint crc = 0;
        foreach (UploadedPart part in parts)
        {
            uint next = BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(part.Checksum ?? ""));
            crc = (uint)CrcPolynomial.Crc32.Combine(crc, next, part.Size);
        }

        return new ObjectChecksum("CRC32", "FULL_OBJECT", PartChecksum.Base64(crc));
    }
}
