namespace S3MultipartUpload;

/// <summary>One thing that was compared.</summary>
/// <param name="Property">What was compared.</param>
/// <param name="PartNumber">The part; null where it is the whole object.</param>
/// <param name="Expected">What the manifest says.</param>
/// <param name="Actual">What was found; null where there is nothing.</param>
/// <param name="Agrees">Whether the two agree.</param>
public sealed record VerificationFinding(VerifiedProperty Property, int? PartNumber, string? Expected, string? Actual, bool Agrees);
