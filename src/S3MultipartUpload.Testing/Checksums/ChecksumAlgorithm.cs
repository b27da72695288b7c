using System.Security.Cryptography;

namespace S3MultipartUpload.Testing;

/// <summary>The checksum algorithms of S3 (User Guide, "Checking object integrity").</summary>
internal sealed record ChecksumAlgorithm(string Name, Func<IRunningDigest> CreateDigest)
{
    public const string Composite = "COMPOSITE";
    public const string FullObject = "FULL_OBJECT";

    public static readonly IReadOnlyList<ChecksumAlgorithm> All =
    [
        new("CRC32", () => new Crc32Digest()) { DefaultType = Composite, CanBeFullObject = true, CanBeComposite = true },
        new("CRC32C", () => new Crc32CDigest()) { DefaultType = Composite, CanBeFullObject = true, CanBeComposite = true },
        new("CRC64NVME", () => new Crc64NvmeDigest()) { DefaultType = FullObject, CanBeFullObject = true, CanBeComposite = false },
        new("SHA1", () => new CryptographicDigest(HashAlgorithmName.SHA1)) { DefaultType = Composite, CanBeFullObject = false, CanBeComposite = true },
        new("SHA256", () => new CryptographicDigest(HashAlgorithmName.SHA256)) { DefaultType = Composite, CanBeFullObject = false, CanBeComposite = true },
    ];

    /// <summary>The type of a multipart upload's checksum when Create names none.</summary>
    public required string DefaultType { get; init; }

    public required bool CanBeFullObject { get; init; }

    public required bool CanBeComposite { get; init; }

    public string Header { get; } = "x-amz-checksum-" + Name.ToLowerInvariant();

    /// <summary>Its element in XML documents.</summary>
    public string Element { get; } = "Checksum" + Name;

    public static ChecksumAlgorithm? Find(string? name) =>
        All.FirstOrDefault(algorithm => string.Equals(algorithm.Name, name, StringComparison.OrdinalIgnoreCase));
}
