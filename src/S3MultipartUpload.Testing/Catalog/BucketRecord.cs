namespace S3MultipartUpload.Testing.Catalog;

internal sealed record BucketRecord(string Name, DateTimeOffset Created)
{
    public const string Enabled = "Enabled";

    /// <summary><c>Enabled</c>, <c>Suspended</c>, or null while versioning was never set.</summary>
    public string? Versioning { get; init; }

    /// <summary>The lifecycle configuration as it was put.</summary>
    public string? Lifecycle { get; init; }

    /// <summary>The canned access control list; null is private.</summary>
    public string? Acl { get; init; }

    /// <summary>Settings that are kept as the documents they were put as, by the subresource in the query.</summary>
    public IReadOnlyDictionary<string, string> Documents { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether its versions can be locked.</summary>
    public bool ObjectLock { get; init; }

    /// <summary>What locks new versions that say nothing themselves.</summary>
    public DefaultRetention? Retention { get; init; }
}
