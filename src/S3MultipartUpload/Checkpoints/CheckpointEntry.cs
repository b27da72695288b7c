namespace S3MultipartUpload;

/// <summary>A checkpoint that is kept: there is an upload to resume, or to abort.</summary>
public sealed record CheckpointEntry
{
    /// <summary>The bucket.</summary>
    public required string BucketName { get; init; }

    /// <summary>The key of the object.</summary>
    public required string Key { get; init; }

    /// <summary>Where the checkpoint is kept, for messages: the path of a file, for instance.</summary>
    public required string Location { get; init; }

    /// <summary>When it was written last; null where that is not known.</summary>
    public DateTimeOffset? LastWritten { get; init; }
}
