namespace S3MultipartUpload.Testing;

/// <summary>An access key the endpoint knows, beside its own.</summary>
/// <param name="AccessKey">The access key id.</param>
/// <param name="SecretKey">The secret that signs for it.</param>
public sealed record S3Credential(string AccessKey, string SecretKey)
{
    /// <summary>Whether the key may only read: every request but GET and HEAD is answered with AccessDenied.</summary>
    /// <value>Default: false.</value>
    public bool ReadOnly { get; init; }

    /// <summary>Hides the secret.</summary>
    /// <returns>The access key id.</returns>
    public override string ToString() => AccessKey;
}
