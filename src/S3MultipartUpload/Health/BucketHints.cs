namespace S3MultipartUpload.Health;

/// <summary>What the checks of a registration remember, each of which is new.</summary>
internal sealed record BucketHints
{
    public RememberedHint AbortRule { get; } = new();

    public RememberedHint Cors { get; } = new();
}
