namespace S3MultipartUpload.Testing.Catalog;

/// <summary>What a client says about an object when it writes it, and gets back when it reads it.</summary>
internal sealed record ObjectAttributes
{
    private const string StorageClassHeader = "x-amz-storage-class";

    /// <summary>Content headers, storage class, encryption and x-amz-meta-* headers, as they are returned.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The canned access control list; null is private.</summary>
    public string? Acl { get; init; }

    public ObjectLock? Lock { get; init; }

    public string StorageClass => Headers.GetValueOrDefault(StorageClassHeader, "STANDARD");

    public IEnumerable<KeyValuePair<string, string>> EncryptionHeaders =>
        Headers.Where(header => header.Key.StartsWith("x-amz-server-side-encryption", StringComparison.Ordinal));

    public ObjectAttributes WithStorageClass(string storageClass) => this with
    {
        Headers = new Dictionary<string, string>(Headers) { [StorageClassHeader] = storageClass },
    };
}
