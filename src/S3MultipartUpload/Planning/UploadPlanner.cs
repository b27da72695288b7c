using S3MultipartUpload.Sources;
using static S3MultipartUpload.Diagnostics.ByteSize;

namespace S3MultipartUpload.Planning;

/// <summary>Turns a length and the rules into a plan, or refuses; pure.</summary>
internal static class UploadPlanner
{
    /// <exception cref="UploadRefusedException">A rule is broken; the message names it, the numbers and the option.</exception>
    public static UploadPlan Plan(IPartSource source, long? requestedPartSize, PlanningRules rules)
    {
        ServiceLimits limits = rules.Profile.Limits;
        long? length = source.Length;
        if (length > limits.MaxObjectSize)
        {
            throw new UploadRefusedException(
                $"The source has {Format(length.Value)}, but the store's largest object, in {limits.MaxParts:N0} parts of at most " +
                $"{Format(limits.MaxPartSize)}, has {Format(limits.MaxObjectSize)}. Store it as several objects.");
        }

        // What the store copies neither takes our memory nor is sent again from its first byte.
        bool needsLargerParts = source is ISegmentedSource || length is { } total && (total - 1) / rules.MaxPartSize >= limits.MaxParts;
        ServiceLimits inForce = needsLargerParts ? limits : limits with { MaxPartSize = rules.MaxPartSize };
        IPartSizer sizer = requestedPartSize is { } requested ? new FixedPartSizer(requested) : rules.PartSizer;
        long partSize = CheckedSize(1);
        long threshold = rules.SinglePutThreshold ?? Math.Min(partSize, limits.MaxSinglePutSize);
        if (source is ISegmentedSource segmented)
        {
            return CopyPlanner.Plan(segmented.Segments, partSize, mayGrow: requestedPartSize is null, threshold, rules);
        }

        if (!source.IsRandomAccess)
        {
            threshold = Math.Min(threshold, rules.MaxBufferedBytes);
        }

        if (length is { } known && known > threshold && (known - 1) / partSize >= limits.MaxParts)
        {
            throw new UploadRefusedException(
                $"A source of {Format(known)} needs {((known - 1) / partSize) + 1:N0} parts of {Format(partSize)}, but an upload has " +
                $"at most {limits.MaxParts:N0} parts. Leave {nameof(UploadRequest)}.{nameof(UploadRequest.PartSize)} unset, or set it " +
                $"to at least {Format(new AdaptivePartSizer(1).GetPartSize(1, known, limits))}.");
        }

        bool mayGrow = length is null && !rules.Profile.EqualParts;
        var plan = new UploadPlan(length, mayGrow ? CheckedSize : _ => partSize, threshold, limits.MaxParts);
        if (!source.IsRandomAccess)
        {
            long largest = mayGrow ? Math.Max(partSize, CheckedSize(limits.MaxParts)) : partSize;
            CheckBuffer(plan.PartCount == 1 ? plan.Ranges.Single().Length : largest, rules);
        }

        return plan;

        long CheckedSize(int partNumber)
        {
            long size = sizer.GetPartSize(partNumber, length, inForce);
            CheckPartSize(size, inForce.MaxPartSize, rules);
            return size;
        }
    }

    private static void CheckBuffer(long largestPart, PlanningRules rules)
    {
        if (largestPart > rules.MaxBufferedBytes)
        {
            throw new UploadRefusedException(
                $"A part of {Format(largestPart)} from a source that is read once must be held in memory, but " +
                $"{nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.MaxBufferedBytes)} is " +
                $"{Format(rules.MaxBufferedBytes)}. Choose smaller parts, or raise that option.");
        }
    }

    private static void CheckPartSize(long size, long ceiling, PlanningRules rules)
    {
        ServiceLimits limits = rules.Profile.Limits;
        if (size < limits.MinPartSize)
        {
            throw new UploadRefusedException(
                $"A part size of {Format(size)} is below the store's least, {Format(limits.MinPartSize)}, for every part but the last. " +
                $"Set {nameof(UploadRequest)}.{nameof(UploadRequest.PartSize)} (or the part sizer) to at least " +
                $"{limits.MinPartSize:N0} bytes.");
        }

        if (size > limits.MaxPartSize)
        {
            throw new UploadRefusedException(
                $"A part size of {Format(size)} is above the store's largest, {Format(limits.MaxPartSize)}. " +
                $"Set {nameof(UploadRequest)}.{nameof(UploadRequest.PartSize)} (or the part sizer) to at most " +
                $"{limits.MaxPartSize:N0} bytes.");
        }

        if (size > ceiling)
        {
            throw new UploadRefusedException(
                $"A part size of {Format(size)} is above {Format(rules.MaxPartSize)}, the ceiling set by " +
                $"{nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.MaxPartSize)}. " +
                $"Choose smaller parts, or raise that option (up to {Format(limits.MaxPartSize)}).");
        }
    }
}
