namespace S3MultipartUpload.Fleet.Database;

/// <summary>A large object whose multipart upload is open.</summary>
internal sealed record OpenObject
{
    public required string Key { get; init; }

    /// <summary>Its source, as it was written down.</summary>
    public required string Source { get; init; }

    /// <summary>See <see cref="IMultipartSession.ToJson"/>.</summary>
    public required string Session { get; init; }

    /// <summary>See <see cref="SourceIdentity"/>.</summary>
    public required string Identity { get; init; }

    public required long PartSize { get; init; }

    public required long Size { get; init; }

    /// <summary>How often it was retried.</summary>
    public int Retries { get; init; }

    public ObjectLife Life => new(Session, Retries);
}
