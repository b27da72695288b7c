using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Sessions;

/// <summary>What holds for a part wherever its bytes come from.</summary>
internal static class PartRules
{
    /// <param name="limits">The store's.</param>
    /// <param name="partNumber">The part.</param>
    /// <param name="length">Its bytes; null where they are not known.</param>
    public static IEnumerable<string> ProblemsOf(ServiceLimits limits, int partNumber, long? length)
    {
        if (partNumber < 1 || partNumber > limits.MaxParts)
        {
            yield return $"Part {partNumber:N0} is outside the store's part numbers, 1 to {limits.MaxParts:N0}.";
        }

        if (length < 0)
        {
            yield return $"Part {partNumber:N0} has {length:N0} bytes; a part has at least none.";
        }

        if (length > limits.MaxPartSize)
        {
            yield return $"Part {partNumber:N0} has {ByteSize.Format(length.Value)}; " +
                $"a part has at most {ByteSize.Format(limits.MaxPartSize)}.";
        }
    }
}
