using System.Text.Json;
using S3MultipartUpload.Verification;

namespace S3MultipartUpload;

/// <summary>What agrees with a manifest, and what differs.</summary>
public sealed record VerificationReport
{
    /// <summary>All that was compared.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }

    /// <summary>Whether nothing that was compared differs.</summary>
    public bool Agrees => Findings.All(finding => finding.Agrees);

    /// <summary>
    /// Whether a checksum covers every byte, and agrees: that of the whole object, or those of all parts. False where nothing but sizes
    /// and ETags could be compared, as with a store or an upload that keeps no checksums.
    /// </summary>
    public bool IsProven { get; init; }

    /// <summary>What differs; empty where nothing does.</summary>
    public IEnumerable<VerificationFinding> Differences => Findings.Where(finding => !finding.Agrees);

    /// <summary>Writes the report as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.VerificationReport);
}
