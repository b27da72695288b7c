namespace S3MultipartUpload.Testing.Catalog;

internal sealed record BucketRecord(string Name, DateTimeOffset Created)
{
    public const string Enabled = "Enabled";
    public const string AllClasses = "all_storage_classes_128K";

    /// <summary><c>Enabled</c>, <c>Suspended</c>, or null while versioning was never set.</summary>
    public string? Versioning { get; init; }

    /// <summary>The lifecycle configuration as it was put, each rule with an id.</summary>
    public string? Lifecycle { get; init; }

    /// <summary>Which objects the lifecycle leaves where they are, unless a rule says otherwise.</summary>
    public string TransitionMinimumSize { get; init; } = AllClasses;
}
