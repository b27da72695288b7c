using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Manifest;

/// <summary>What holds for the parts of every upload, finished or not.</summary>
internal static class PartListRules
{
    private const int MostParts = 1_000_000;

    /// <summary>The first thing that is wrong; null where nothing is.</summary>
    /// <param name="parts">The parts, as they were read.</param>
    /// <param name="algorithm">The algorithm of their checksums.</param>
    /// <param name="mayHaveGaps">Whether parts may be missing between others.</param>
    public static string? ProblemOf(IReadOnlyList<UploadedPart?> parts, PartChecksumAlgorithm algorithm, bool mayHaveGaps)
    {
        UploadedPart? previous = null;
        foreach (UploadedPart? part in parts)
        {
            if (part is null)
            {
                return "parts holds a null.";
            }

            if (ProblemOf(part, previous, algorithm, mayHaveGaps) is { } problem)
            {
                return problem;
            }

            previous = part;
        }

        return null;
    }

    private static string? ProblemOf(UploadedPart part, UploadedPart? previous, PartChecksumAlgorithm algorithm, bool mayHaveGaps)
    {
        if (part.PartNumber is < 1 or > MostParts || part.Offset < 0 || part.Size < 0 || part.Size > long.MaxValue - part.Offset)
        {
            return $"part {part.PartNumber} has an impossible number, offset or size.";
        }

        if (string.IsNullOrEmpty(part.ETag))
        {
            return $"part {part.PartNumber} has an empty eTag.";
        }

        if (part.Checksum is { } checksum && !algorithm.IsChecksum(checksum))
        {
            return $"part {part.PartNumber} has a checksum that is no {algorithm} in base64.";
        }

        long end = previous is null ? 0 : previous.Offset + previous.Size;
        if (previous is not null && (part.PartNumber <= previous.PartNumber || part.Offset < end))
        {
            return $"part {part.PartNumber} does not come after part {previous.PartNumber}.";
        }

        return !mayHaveGaps && (part.PartNumber != (previous?.PartNumber ?? 0) + 1 || part.Offset != end)
            ? $"part {part.PartNumber} leaves a gap."
            : null;
    }
}
