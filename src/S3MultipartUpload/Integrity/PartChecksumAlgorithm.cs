namespace S3MultipartUpload;

/// <summary>
/// The checksum that goes with every part, and that the store checks before it keeps the part's bytes. It is computed once, while the
/// bytes are in hand. Costs are those of a core with carry-less multiplication (x64 and Arm64 of the last ten years).
/// </summary>
/// <remarks>Source: Amazon S3 User Guide, "Checking object integrity for data uploads in Amazon S3".</remarks>
public enum PartChecksumAlgorithm
{
    /// <summary>
    /// CRC-32 (ISO-HDLC, as in zip and Ethernet); the default. The parts' values combine into that of the whole object, which S3 keeps
    /// (FULL_OBJECT; it could also keep a checksum of the parts' checksums, COMPOSITE, which is not asked for). Costs about 0.05 CPU
    /// seconds per GiB, little beside sending it.
    /// </summary>
    Crc32 = 0,

    /// <summary>CRC-32C (Castagnoli, as in iSCSI). FULL_OBJECT like <see cref="Crc32"/>; costs the same.</summary>
    Crc32C,

    /// <summary>
    /// CRC-64/NVME, S3's own default and the only one that Cloudflare R2 keeps of whole objects. FULL_OBJECT, never COMPOSITE; costs
    /// the same as <see cref="Crc32"/>. Its 64 bits miss a random damage four billion times less often.
    /// </summary>
    Crc64Nvme,

    /// <summary>
    /// SHA-256, which holds against deliberate change too. The parts' values do not combine into that of the object: S3 keeps a hash
    /// over them (COMPOSITE), which tells nothing without the sizes of the parts. Costs about 16 times as much as <see cref="Crc32"/>,
    /// and more where the processor has no instructions for it.
    /// </summary>
    Sha256,

    /// <summary>
    /// MD5, sent as Content-MD5: what stores check that know no other checksum. Nothing is kept of it but the part's ETag, nor of the
    /// whole object. Costs about 40 times as much as <see cref="Crc32"/>.
    /// </summary>
    MD5,

    /// <summary>
    /// No checksum: bytes damaged on their way are found only if the connection or the request's signature finds them, and nothing
    /// proves the object.
    /// </summary>
    None,
}
