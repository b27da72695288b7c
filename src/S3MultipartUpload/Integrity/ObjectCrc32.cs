using System.Buffers.Binary;

namespace S3MultipartUpload;

/// <summary>The CRC32 of a whole object, put together from those of its parts.</summary>
internal static class ObjectCrc32
{
    /// <param name="parts">The parts in order; each with its CRC32.</param>
    public static ObjectChecksum Of(IEnumerable<UploadedPart> parts)
    {
        uint crc = 0;
        foreach (UploadedPart part in parts)
        {
            uint next = BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(part.Checksum ?? ""));
            crc = (uint)CrcPolynomial.Crc32.Combine(crc, next, part.Size);
        }

        return new ObjectChecksum("CRC32", "FULL_OBJECT", PartChecksum.Base64(crc));
    }
}
