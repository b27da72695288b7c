namespace S3MultipartUpload.Testing;

/// <summary>An access key the endpoint knows, beside its own.</summary>
/// <param name="AccessKey">The access key id.</param>
/// <param name="SecretKey">The secret that signs for it.</param>
public sealed record S3Credential(string AccessKey, string SecretKey)
{
    /// <summary>Whether the key may only read: every request but GET and HEAD is answered with AccessDenied.</summary>
    /// <value>Default: false.</value>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// The session token of temporary credentials: requests must bring it, in the header or the query X-Amz-Security-Token, and are
    /// answered with InvalidAccessKeyId or InvalidToken otherwise.
    /// </summary>
    /// <value>Default: null, the key is a permanent one and comes without a token.</value>
    public string? SessionToken { get; init; }

    /// <summary>Hides the secret.</summary>
    /// <returns>The access key id.</returns>
    public override string ToString() => AccessKey;
}
