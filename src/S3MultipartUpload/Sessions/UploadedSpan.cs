namespace S3MultipartUpload;

/// <summary>A range of parts that the store has.</summary>
/// <param name="Parts">The parts as the store confirmed them, in order.</param>
/// <param name="PartsResumed">How many of them it had before, with the same bytes; they were not sent again.</param>
public sealed record UploadedSpan(IReadOnlyList<StoredPart> Parts, int PartsResumed);
