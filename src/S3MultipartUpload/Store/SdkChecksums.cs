using Amazon.S3.Model;
using S3MultipartUpload.Integrity;
using static S3MultipartUpload.PartChecksumAlgorithm;

namespace S3MultipartUpload.Store;

/// <summary>One checksum in the many properties that the SDK has for it.</summary>
internal static class SdkChecksums
{
    public static void SetChecksum(this UploadPartRequest call, PartChecksumAlgorithm algorithm, string? value) =>
        (call.ChecksumCRC32, call.ChecksumCRC32C, call.ChecksumCRC64NVME, call.ChecksumSHA256) = Spread(algorithm, value);

    public static void SetChecksum(this PutObjectRequest call, PartChecksumAlgorithm algorithm, string? value) =>
        (call.ChecksumCRC32, call.ChecksumCRC32C, call.ChecksumCRC64NVME, call.ChecksumSHA256) = Spread(algorithm, value);

    public static void SetChecksum(this CompleteMultipartUploadRequest call, PartChecksumAlgorithm algorithm, string? value) =>
        (call.ChecksumCRC32, call.ChecksumCRC32C, call.ChecksumCRC64NVME, call.ChecksumSHA256) = Spread(algorithm, value);

    public static PartETag WithChecksum(this PartETag part, PartChecksumAlgorithm algorithm, string? value)
    {
        (part.ChecksumCRC32, part.ChecksumCRC32C, part.ChecksumCRC64NVME, part.ChecksumSHA256) = Spread(algorithm, value);
        return part;
    }

    public static string? ChecksumOf(this UploadPartResponse answer, PartChecksumAlgorithm algorithm) =>
        Pick(algorithm, answer.ChecksumCRC32, answer.ChecksumCRC32C, answer.ChecksumCRC64NVME, answer.ChecksumSHA256);

    public static string? ChecksumOf(this PutObjectResponse answer, PartChecksumAlgorithm algorithm) =>
        Pick(algorithm, answer.ChecksumCRC32, answer.ChecksumCRC32C, answer.ChecksumCRC64NVME, answer.ChecksumSHA256);

    public static string? ChecksumOf(this CompleteMultipartUploadResponse answer, PartChecksumAlgorithm algorithm) =>
        Pick(algorithm, answer.ChecksumCRC32, answer.ChecksumCRC32C, answer.ChecksumCRC64NVME, answer.ChecksumSHA256);

    public static string? ChecksumOf(this CopyPartResponse answer, PartChecksumAlgorithm algorithm) =>
        Pick(algorithm, answer.ChecksumCRC32, answer.ChecksumCRC32C, answer.ChecksumCRC64NVME, answer.ChecksumSHA256);

    public static string? ChecksumOf(this CopyObjectResponse answer, PartChecksumAlgorithm algorithm) =>
        Pick(algorithm, answer.ChecksumCRC32, answer.ChecksumCRC32C, answer.ChecksumCRC64NVME, answer.ChecksumSHA256);

    public static string? ChecksumOf(this GetObjectMetadataResponse answer, PartChecksumAlgorithm algorithm) =>
        Pick(algorithm, answer.ChecksumCRC32, answer.ChecksumCRC32C, answer.ChecksumCRC64NVME, answer.ChecksumSHA256);

    /// <summary>The checksum that the store keeps of all bytes of an object, and of which algorithm; null where it keeps none.</summary>
    public static (PartChecksumAlgorithm Algorithm, string Value)? WholeChecksum(this GetObjectMetadataResponse answer)
    {
        foreach (PartChecksumAlgorithm algorithm in Enum.GetValues<PartChecksumAlgorithm>())
        {
            if (ObjectChecksum.Of(algorithm, answer.ChecksumOf(algorithm), answer.ChecksumType?.Value)
                is { Type: PartChecksumAlgorithms.FullObject } whole)
            {
                return (algorithm, whole.Value);
            }
        }

        return null;
    }

    public static string? ChecksumOf(this PartETag part, PartChecksumAlgorithm algorithm) =>
        Pick(algorithm, part.ChecksumCRC32, part.ChecksumCRC32C, part.ChecksumCRC64NVME, part.ChecksumSHA256);

    private static (string?, string?, string?, string?) Spread(PartChecksumAlgorithm algorithm, string? value) => (
        algorithm == Crc32 ? value : null,
        algorithm == Crc32C ? value : null,
        algorithm == Crc64Nvme ? value : null,
        algorithm == Sha256 ? value : null);

    private static string? Pick(PartChecksumAlgorithm algorithm, string? crc32, string? crc32C, string? crc64Nvme, string? sha256)
    {
        string? value = algorithm switch { Crc32 => crc32, Crc32C => crc32C, Crc64Nvme => crc64Nvme, Sha256 => sha256, _ => null };
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
