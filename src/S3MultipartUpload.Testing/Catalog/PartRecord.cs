using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>A stored part of an open upload.</summary>
internal sealed record PartRecord
{
    public required int Number { get; init; }

    /// <summary>Without quotes.</summary>
    public required string ETag { get; init; }

    public required long Size { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    public required Blob Blob { get; init; }

    /// <summary>Base64 values by algorithm name: of the upload's declared algorithm, or of the default one, which no reply tells.</summary>
    public required IReadOnlyDictionary<string, string> Checksums { get; init; }
}
