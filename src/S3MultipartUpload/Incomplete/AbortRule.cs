namespace S3MultipartUpload;

/// <summary>A rule of a bucket's lifecycle configuration by which the store aborts incomplete uploads.</summary>
public sealed record AbortRule
{
    /// <summary>The name of the rule; null where another's rule has none.</summary>
    public string? Id { get; init; }

    /// <summary>What the keys of the uploads begin with; empty for every upload of the bucket.</summary>
    public required string Prefix { get; init; }

    /// <summary>How many days after it was begun an upload is aborted.</summary>
    public required int DaysAfterInitiation { get; init; }

    /// <summary>Whether the call wrote this rule; false where it was in force already, or is another's.</summary>
    public bool WasWritten { get; init; }
}
