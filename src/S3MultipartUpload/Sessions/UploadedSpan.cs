namespace S3MultipartUpload;

/// <summary>A range of parts that the store has.</summary>
public sealed record UploadedSpan
{
    /// <summary>The parts as the store confirmed them, in order.</summary>
    public required IReadOnlyList<StoredPart> Parts { get; init; }

    /// <summary>How many of them it had before, with the same bytes; they were not sent again.</summary>
    public required int PartsResumed { get; init; }
}
