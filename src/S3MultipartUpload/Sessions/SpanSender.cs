using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Request;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>Sends the parts of a span, but for those that the store has with the same bytes.</summary>
/// <param name="executor">Compares a part.</param>
/// <param name="transfer">Sends a part.</param>
/// <param name="rules">The rules of parts.</param>
/// <param name="maxConcurrentParts">How many at a time, at the most.</param>
internal sealed class SpanSender(PartExecutor executor, PartTransfer transfer, PlanningRules rules, int maxConcurrentParts)
{
    /// <returns>The length of the source.</returns>
    /// <exception cref="UploadRefusedException">All that is wrong, at once.</exception>
    public long ThrowIfRefused(IPartSource? source, PartSpan span)
    {
        string[] problems = UploadRequestValidator.ProblemOf(source) is { } problem ? [problem] : [.. ProblemsOf(source!, span)];
        return problems.Length == 0 ? source!.Length!.Value : throw new UploadRefusedException(problems);
    }

    /// <summary>How many parts are sent at one time.</summary>
    public int ConcurrencyOf(PartSpan span) => Math.Min(span.MaxConcurrentParts ?? maxConcurrentParts, maxConcurrentParts);

    /// <summary>Stores one of the parts.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="source">The source of the whole object.</param>
    /// <param name="range">The part.</param>
    /// <param name="listed">What the store has in its place, if anything.</param>
    /// <param name="parts">Told of what is stored.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The part, and whether the store had it before.</returns>
    public async Task<(StoredPart Part, bool WasThere)> SendAsync(
        OpenUpload upload,
        IPartSource source,
        PartRange range,
        StoredPart? listed,
        SessionParts parts,
        CancellationToken cancellationToken)
    {
        using var content = PartContent.Of(source, range, isLast: false);
        if (listed?.Size == range.Length
            && new EarlierPart(listed.At(range.Offset), MustMatch: false) is { CanBeCompared: true } candidate
            && candidate.Match(await HashAsync(candidate).ConfigureAwait(false)) is { } same)
        {
            parts.OnFound(same.ToStored());
            return (same.ToStored(), WasThere: true);
        }

        UploadedPart sent = await transfer.ExecuteAsync(source, content, upload, parts, cancellationToken).ConfigureAwait(false);
        parts.OnStored(sent.ToStored());
        return (sent.ToStored(), WasThere: false);

        Task<PartChecksum> HashAsync(EarlierPart part) => executor.HashAsync(
            content, part.ChoiceOf(upload.Record.ChecksumAlgorithm), parts.Share, cancellationToken);
    }

    private IEnumerable<string> ProblemsOf(IPartSource source, PartSpan span)
    {
        ServiceLimits limits = rules.Profile.Limits;
        if (source is not { IsRandomAccess: true, Length: { } length })
        {
            yield return "Source is read from front to back; a range of parts needs one whose parts can be opened in any order " +
                $"({nameof(IPartSource)}.{nameof(IPartSource.IsRandomAccess)}), such as a file.";
            yield break;
        }

        if (span.MaxConcurrentParts < 1)
        {
            yield return $"{nameof(span.MaxConcurrentParts)} is {span.MaxConcurrentParts}; it is at least 1.";
        }

        if (span.PartSize < 1 || span.PartSize > limits.MaxPartSize)
        {
            yield return $"{nameof(span.PartSize)} is {ByteSize.Format(span.PartSize)}; a part has at most " +
                $"{ByteSize.Format(limits.MaxPartSize)}.";
            yield break;
        }

        long count = PartSpan.CountOf(length, span.PartSize);
        if (count > 1 && span.PartSize < limits.MinPartSize)
        {
            yield return $"{nameof(span.PartSize)} is {ByteSize.Format(span.PartSize)}; every part but the last has at least " +
                $"{ByteSize.Format(limits.MinPartSize)}.";
        }

        if (count > limits.MaxParts)
        {
            yield return $"A source of {ByteSize.Format(length)} has {count:N0} parts of {ByteSize.Format(span.PartSize)}; an object " +
                $"has at most {limits.MaxParts:N0}.";
        }
        else if (span.FirstPart < 1 || span.LastPart < span.FirstPart || span.LastPart > count)
        {
            yield return $"The parts {span.FirstPart:N0} to {span.LastPart:N0} are not among those of the source, 1 to {count:N0}.";
        }
    }
}
