using System.Collections.Concurrent;
using System.Globalization;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Verification;

/// <summary>Collects what is compared with a manifest.</summary>
internal sealed class FindingList(UploadManifest manifest)
{
    private readonly List<VerificationFinding> _findings = [];

    public void Add(VerifiedProperty property, string? expected, string? actual, bool agrees, int? partNumber = null) =>
        _findings.Add(new VerificationFinding
        {
            Property = property,
            PartNumber = partNumber,
            Expected = expected,
            Actual = actual,
            Agrees = agrees,
        });

    public bool AddSize(long actual)
    {
        Add(VerifiedProperty.Size, Text(manifest.Size), Text(actual), manifest.Size == actual);
        return manifest.Size == actual;
    }

    /// <summary>Reads the parts, several at a time, and compares their checksums, and that of the whole.</summary>
    /// <param name="hash">Computes the checksum of a part.</param>
    /// <param name="concurrency">How many parts are read at a time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task AddPartsAsync(
        Func<UploadedPart, CancellationToken, Task<PartChecksum>> hash, int concurrency, CancellationToken cancellationToken)
    {
        var read = new ConcurrentDictionary<int, UploadedPart>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(manifest.Parts, parallel, async (part, token) =>
            read[part.PartNumber] = part with { Checksum = (await hash(part, token).ConfigureAwait(false)).Value }).ConfigureAwait(false);
        foreach (UploadedPart part in manifest.Parts.Where(part => part.Checksum is not null))
        {
            string? actual = read[part.PartNumber].Checksum;
            Add(VerifiedProperty.PartChecksum, part.Checksum, actual, part.Checksum == actual, part.PartNumber);
        }

        if (manifest is { IsComplete: true, Parts.Count: > 0, Checksum: { } expected })
        {
            UploadedPart[] parts = [.. manifest.Parts.Select(part => read[part.PartNumber])];
            ObjectChecksum? whole = manifest.UploadId is null
                ? ObjectDigest.OfPut(manifest.ChecksumAlgorithm, parts[0])
                : ObjectDigest.OfParts(manifest.ChecksumAlgorithm, parts, expected.Type);
            Add(VerifiedProperty.Checksum, expected.Value, whole?.Value, expected == whole);
        }
    }

    public VerificationReport ToReport()
    {
        bool isWhole = _findings.Any(finding => finding.Property == VerifiedProperty.Checksum);
        bool isAllParts = manifest.Parts.Count > 0
            && _findings.Count(finding => finding.Property == VerifiedProperty.PartChecksum) == manifest.Parts.Count;
        return new VerificationReport
        {
            Findings = _findings,
            Outcome = !_findings.All(finding => finding.Agrees) ? VerificationOutcome.Differs
                : isWhole || isAllParts ? VerificationOutcome.Proven
                : VerificationOutcome.NotProven,
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
