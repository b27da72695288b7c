namespace S3MultipartUpload.Testing.Catalog;

/// <summary>What CreateMultipartUpload fixed for the object to come.</summary>
internal sealed record UploadRecord
{
    public required string UploadId { get; init; }

    public required string Key { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    public required ObjectAttributes Attributes { get; init; }

    /// <summary>The checksum declared at Create, such as <c>CRC32</c>; null where the object gets the default one.</summary>
    public string? ChecksumAlgorithm { get; init; }

    /// <summary><c>COMPOSITE</c> or <c>FULL_OBJECT</c>.</summary>
    public string? ChecksumType { get; init; }
}
