using S3MultipartUpload.Integrity;

namespace S3MultipartUpload;

/// <summary>The checksum of a whole object.</summary>
public sealed record ObjectChecksum
{
    /// <summary>The algorithm in S3's spelling, such as CRC32.</summary>
    public required string Algorithm { get; init; }

    /// <summary>FULL_OBJECT (over all bytes) or COMPOSITE (over the checksums of the parts).</summary>
    public required string Type { get; init; }

    /// <summary>The value, in base64.</summary>
    public required string Value { get; init; }

    /// <summary>The checksum that a store names; null where it names none.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="value">What the store says, in base64; a COMPOSITE one may be followed by the number of parts.</param>
    /// <param name="type">The type that it names, if it names one.</param>
    internal static ObjectChecksum? Of(PartChecksumAlgorithm algorithm, string? value, string? type) =>
        algorithm.S3Name() is { } name && value is not null && TypeOf(value, type) is { } known
            ? new ObjectChecksum { Algorithm = name, Type = known, Value = value }
            : null;

    /// <summary>Whether the store says that its object has another checksum; nothing is said against it where it says nothing.</summary>
    /// <param name="value">What the store says, in base64; a COMPOSITE one may be followed by the number of parts.</param>
    /// <param name="type">The type that it names, if it names one.</param>
    internal bool IsContradictedBy(string? value, string? type) =>
        !string.IsNullOrEmpty(value) && TypeOf(value, type) == Type && value.Split('-')[0] != Value.Split('-')[0];

    /// <summary>Whether the store names the checksum that is expected; null where it names none, or none is expected.</summary>
    internal static bool? Agrees(ObjectChecksum? expected, string? value, string? type) =>
        expected is null || value is null ? null : !expected.IsContradictedBy(value, type);

    /// <summary>
    /// The type of a checksum; where it is not named, a number of parts behind the value tells. Null where there is none.
    /// </summary>
    internal static string? TypeOf(string? value, string? named) => string.IsNullOrEmpty(value) ? null
        : named ?? (value.Contains('-', StringComparison.Ordinal) ? PartChecksumAlgorithms.Composite : PartChecksumAlgorithms.FullObject);
}
