namespace S3MultipartUpload;

/// <summary>A rule of a bucket's lifecycle configuration by which the store aborts unfinished uploads.</summary>
/// <param name="Id">The name of the rule; <see langword="null"/> where another's rule has none.</param>
/// <param name="Prefix">What the keys of the uploads begin with; empty for every upload of the bucket.</param>
/// <param name="DaysAfterInitiation">How many days after it was begun an upload is aborted.</param>
/// <param name="WasWritten">Whether the call wrote the rule; false where it was in force already.</param>
public sealed record AbortRule(string? Id, string Prefix, int DaysAfterInitiation, bool WasWritten);
