using System.Text.Json;
using S3MultipartUpload.Verification;

namespace S3MultipartUpload;

/// <summary>What agrees with a manifest, and what differs.</summary>
public sealed record VerificationReport
{
    /// <summary>All that was compared.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }

    /// <summary>What the comparison has shown.</summary>
    public required VerificationOutcome Outcome { get; init; }

    /// <summary>What differs; empty where nothing does.</summary>
    public IEnumerable<VerificationFinding> Differences => Findings.Where(finding => !finding.Agrees);

    /// <summary>Writes the report as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.VerificationReport);
}
