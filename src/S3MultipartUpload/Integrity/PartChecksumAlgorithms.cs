namespace S3MultipartUpload.Integrity;

/// <summary>What S3 calls a checksum algorithm, and what becomes of the parts' values on completion.</summary>
internal static class PartChecksumAlgorithms
{
    public const string FullObject = "FULL_OBJECT";
    public const string Composite = "COMPOSITE";

    /// <summary>The name in S3's spelling; null where no x-amz-checksum-* header carries it.</summary>
    public static string? S3Name(this PartChecksumAlgorithm algorithm) => algorithm switch
    {
        PartChecksumAlgorithm.Crc32 => "CRC32",
        PartChecksumAlgorithm.Crc32C => "CRC32C",
        PartChecksumAlgorithm.Crc64Nvme => "CRC64NVME",
        PartChecksumAlgorithm.Sha256 => "SHA256",
        _ => null,
    };

    /// <summary>
    /// The type of the object's checksum after a multipart upload on a store that knows both types; null where it has none.
    /// </summary>
    public static string? S3Type(this PartChecksumAlgorithm algorithm) =>
        algorithm.Polynomial() is not null ? FullObject : algorithm.S3Name() is not null ? Composite : null;

    /// <summary>Null for what is no CRC.</summary>
    public static CrcPolynomial? Polynomial(this PartChecksumAlgorithm algorithm) => algorithm switch
    {
        PartChecksumAlgorithm.Crc32 => CrcPolynomial.Crc32,
        PartChecksumAlgorithm.Crc32C => CrcPolynomial.Crc32C,
        PartChecksumAlgorithm.Crc64Nvme => CrcPolynomial.Crc64Nvme,
        _ => null,
    };

    /// <summary>The bytes of a value; 0 where there is none.</summary>
    public static int Size(this PartChecksumAlgorithm algorithm) => algorithm switch
    {
        PartChecksumAlgorithm.Sha256 => 32,
        PartChecksumAlgorithm.MD5 => 16,
        _ => (algorithm.Polynomial()?.Width ?? 0) / 8,
    };

    /// <summary>Whether a text is a value in base64.</summary>
    public static bool IsChecksum(this PartChecksumAlgorithm algorithm, string text) =>
        Convert.TryFromBase64String(text, stackalloc byte[64], out int bytes) && bytes == algorithm.Size() && bytes > 0;
}
