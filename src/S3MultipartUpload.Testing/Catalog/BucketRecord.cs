namespace S3MultipartUpload.Testing.Catalog;

internal sealed record BucketRecord(string Name, DateTimeOffset Created)
{
    public const string Enabled = "Enabled";

    /// <summary><c>Enabled</c>, <c>Suspended</c>, or null while versioning was never set.</summary>
    public string? Versioning { get; init; }

    /// <summary>The lifecycle configuration as it was put.</summary>
    public string? Lifecycle { get; init; }
}
