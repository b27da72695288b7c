namespace S3MultipartUpload;

/// <summary>One thing that was compared.</summary>
public sealed record VerificationFinding
{
    /// <summary>What was compared.</summary>
    public required VerifiedProperty Property { get; init; }

    /// <summary>The part; null where it is the whole object.</summary>
    public int? PartNumber { get; init; }

    /// <summary>What the manifest says.</summary>
    public string? Expected { get; init; }

    /// <summary>What was found; null where there is nothing.</summary>
    public string? Actual { get; init; }

    /// <summary>Whether the two agree.</summary>
    public required bool Agrees { get; init; }
}
