namespace S3MultipartUpload;

/// <summary>A session, written down.</summary>
internal sealed record SessionRecord
{
    public const int CurrentSchemaVersion = 1;

    public required int SchemaVersion { get; init; }

    public required OpenUpload Upload { get; init; }

    public string? ExpectedBucketOwner { get; init; }

    /// <summary>The parts are encrypted with a key of the customer's, which is not written down.</summary>
    public bool NeedsCustomerKey { get; init; }

    /// <summary>See <see cref="ObjectSettings.IfNoneMatch"/>: a condition holds for whoever completes the object.</summary>
    public bool IfNoneMatch { get; init; }

    /// <summary>See <see cref="ObjectSettings.IfMatch"/>.</summary>
    public string? IfMatch { get; init; }
}
