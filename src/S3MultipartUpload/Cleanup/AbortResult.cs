namespace S3MultipartUpload;

/// <summary>What has become of one unfinished upload that was to be aborted.</summary>
/// <param name="Upload">The upload.</param>
/// <param name="Outcome">What has become of it.</param>
/// <param name="Error">Why it could not be aborted; <see langword="null"/> unless the outcome is <see cref="AbortOutcome.Failed"/>.</param>
public sealed record AbortResult(IncompleteUpload Upload, AbortOutcome Outcome, Exception? Error = null);
