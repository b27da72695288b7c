namespace S3MultipartUpload.Testing.Catalog;

internal sealed record BucketRecord(string Name, DateTimeOffset Created)
{
    public const string Enabled = "Enabled";
    public const string AllClasses = "all_storage_classes_128K";

    /// <summary><c>Enabled</c>, <c>Suspended</c>, or null while versioning was never set.</summary>
    public string? Versioning { get; init; }

    /// <summary>The lifecycle configuration as it was put, each rule with an id.</summary>
    public string? Lifecycle { get; init; }

    /// <summary>The canned access control list; null is private.</summary>
    public string? Acl { get; init; }

    /// <summary>Settings that are kept as the documents they were put as, by the subresource in the query.</summary>
    public IReadOnlyDictionary<string, string> Documents { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether its versions can be locked.</summary>
    public bool ObjectLock { get; init; }

    /// <summary>What locks new versions that say nothing themselves.</summary>
    public DefaultRetention? Retention { get; init; }

    /// <summary>Which objects the lifecycle leaves where they are, unless a rule says otherwise.</summary>
    public string TransitionMinimumSize { get; init; } = AllClasses;
}
