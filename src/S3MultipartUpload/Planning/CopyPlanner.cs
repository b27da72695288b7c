using S3MultipartUpload.Sources;
using static S3MultipartUpload.Diagnostics.ByteSize;

namespace S3MultipartUpload.Planning;

/// <summary>Turns segments at a store and the rules into a plan, or refuses; pure.</summary>
internal static class CopyPlanner
{
    /// <param name="segments">The segments.</param>
    /// <param name="partSize">The part size, which keeps to the rules.</param>
    /// <param name="mayGrow">Whether larger parts may be taken where there would be too many.</param>
    /// <param name="threshold">Up to here one request stores the object, if one can.</param>
    /// <param name="rules">The rules.</param>
    /// <exception cref="UploadRefusedException">A rule is broken; the message names it, the numbers and the option.</exception>
    public static UploadPlan Plan(
        IReadOnlyList<SourceSegment> segments, long partSize, bool mayGrow, long threshold, PlanningRules rules)
    {
        ServiceLimits limits = rules.Profile.Limits;
        IReadOnlyList<PartRange> parts = Cut(segments, partSize, rules);
        while (parts.Count > limits.MaxParts && mayGrow && partSize < limits.MaxPartSize)
        {
            partSize = Math.Min(limits.MaxPartSize, partSize * 2);
            parts = Cut(segments, partSize, rules);
        }

        if (parts.Count > limits.MaxParts)
        {
            throw new UploadRefusedException(
                $"The copy of {segments.Count:N0} sources needs more than {limits.MaxParts:N0} parts of {Format(partSize)}, the most " +
                $"that an object has. {(mayGrow ? "Compose it in several steps." : "Leave PartSize unset, or choose larger parts.")}");
        }

        RequireBuffer(segments, parts, rules);

        // What the store can copy goes by parts, however small, unless it is one whole object.
        bool isOneRequest = segments is [{ IsObject: true }] || parts is [var only] && !IsWithinSegment(only, segments);
        return new UploadPlan(parts, partSize, isOneRequest ? threshold : -1, limits.MaxParts);
    }

    private static IReadOnlyList<PartRange> Cut(IReadOnlyList<SourceSegment> segments, long partSize, PlanningRules rules) =>
        rules.Profile.EqualParts
            ? SegmentCutter.CutEqually(segments.Sum(segment => segment.Length), partSize, rules.Profile.Limits)
            : SegmentCutter.Cut(segments, partSize, rules.Profile.Limits);

    /// <summary>Parts that are fetched are held in memory until they are sent.</summary>
    private static void RequireBuffer(IReadOnlyList<SourceSegment> segments, IReadOnlyList<PartRange> parts, PlanningRules rules)
    {
        foreach (PartRange part in parts)
        {
            if (part.Length > rules.MaxBufferedBytes && !IsWithinSegment(part, segments))
            {
                throw new UploadRefusedException(
                    $"A part of {Format(part.Length)} that the store cannot copy must be held in memory, but " +
                    $"{nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.MaxBufferedBytes)} is " +
                    $"{Format(rules.MaxBufferedBytes)}. Choose smaller parts, or raise that option.");
            }
        }
    }

    private static bool IsWithinSegment(PartRange part, IReadOnlyList<SourceSegment> segments)
    {
        long start = 0;
        foreach (SourceSegment segment in segments)
        {
            if (part.Offset < start + segment.Length)
            {
                return segment.IsCopyable && part.Offset >= start && part.Offset + part.Length <= start + segment.Length;
            }

            start += segment.Length;
        }

        return false;
    }
}
