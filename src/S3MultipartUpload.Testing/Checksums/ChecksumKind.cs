using System.IO.Hashing;
using System.Security.Cryptography;

namespace S3MultipartUpload.Testing.Checksums;

/// <summary>The checksum algorithms of S3 (User Guide, "Checking object integrity").</summary>
internal sealed record ChecksumKind(string Name, int Size, Func<IRunningDigest> CreateDigest)
{
    public const string Composite = "COMPOSITE";
    public const string FullObject = "FULL_OBJECT";

    public static readonly IReadOnlyList<ChecksumKind> All =
    [
        new("CRC32", 4, () => new CrcDigest(new Crc32())) { Combination = CrcCombination.Crc32 },
        new("CRC32C", 4, () => new CrcDigest(new Crc32(Crc32ParameterSet.Crc32C))) { Combination = CrcCombination.Crc32C },
        new("CRC64NVME", 8, () => new CrcDigest(new Crc64(Crc64ParameterSet.Nvme)))
        {
            Combination = CrcCombination.Crc64Nvme,
            CanBeComposite = false,
        },
        new("SHA1", 20, () => new CryptographicDigest(HashAlgorithmName.SHA1)),
        new("SHA256", 32, () => new CryptographicDigest(HashAlgorithmName.SHA256)),
    ];

    /// <summary>What S3 computes of an object that comes without a checksum.</summary>
    public static ChecksumKind Default { get; } = All.Single(algorithm => algorithm.Name == "CRC64NVME");

    public bool CanBeComposite { get; init; } = true;

    /// <summary>How the parts' values combine into the whole object's; null where they cannot.</summary>
    public CrcCombination? Combination { get; init; }

    /// <summary>The type of a multipart upload's checksum when Create names none.</summary>
    public string DefaultType => CanBeComposite ? Composite : FullObject;

    public string Header { get; } = "x-amz-checksum-" + Name.ToLowerInvariant();

    /// <summary>Its element in XML documents.</summary>
    public string Element { get; } = "Checksum" + Name;

    public static ChecksumKind? Find(string? name) =>
        All.FirstOrDefault(algorithm => string.Equals(algorithm.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a header's value can be a checksum of this kind: base64 of the right length.</summary>
    public bool IsValue(string value)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(value, bytes, out int length) && length == Size;
    }
}
