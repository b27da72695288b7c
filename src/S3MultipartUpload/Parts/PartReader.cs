using System.Runtime.CompilerServices;
using S3MultipartUpload.Planning;

namespace S3MultipartUpload.Parts;

/// <summary>Turns a source into parts, as far ahead as they are asked for.</summary>
/// <param name="source">The source.</param>
/// <param name="plan">Where the parts lie.</param>
/// <param name="buffers">Memory for parts that cannot be read twice.</param>
/// <param name="kept">The numbers of parts that are stored; where the source allows it, they are not read.</param>
internal sealed class PartReader(IPartSource source, UploadPlan plan, PartBufferPool buffers, IReadOnlySet<int> kept)
{
    public IAsyncEnumerable<PartContent> ReadAsync(CancellationToken cancellationToken) =>
        source.IsRandomAccess ? InPlaceAsync() : FrontToBackAsync(cancellationToken);

#pragma warning disable CS1998 // Nothing is read before the part is sent.
    private async IAsyncEnumerable<PartContent> InPlaceAsync()
#pragma warning restore CS1998
    {
        foreach (PartRange range in plan.Ranges.Where(range => !kept.Contains(range.PartNumber)))
        {
            yield return PartContent.Of(source, range, isLast: range.PartNumber == plan.PartCount);
        }
    }

    /// <summary>
    /// Reads each part into memory, and one byte further to know whether it is the last. A source that holds less or more than it
    /// said, or more than the parts can carry, is noticed before its last part is handed on, hence before the upload is completed.
    /// </summary>
    private async IAsyncEnumerable<PartContent> FrontToBackAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bytes = new ForwardReader(source);
        await using ConfiguredAsyncDisposable closing = bytes.ConfigureAwait(false);
        bool more = await bytes.PeekAsync(plan.Ranges.First(), cancellationToken).ConfigureAwait(false);
        foreach (PartRange planned in plan.Ranges)
        {
            PartBuffer buffer = buffers.Open(planned.Length);
            PartContent part;
            try
            {
                PartRange range = planned with { Length = 0 };
                if (more && planned.Length > 0)
                {
                    await bytes.FillAsync(buffer, cancellationToken).ConfigureAwait(false);
                    range = planned with { Length = buffer.Length };
                    more = await bytes.PeekAsync(plan.After(range), cancellationToken).ConfigureAwait(false);
                }

                CheckEnd(planned, range, isAtEnd: !more);
                buffer.Seal();
                part = new PartContent(range, isLast: !more, buffer.Bytes, buffer);
            }
            catch
            {
                buffer.Dispose();
                throw;
            }

            yield return part;
            if (part.IsLast)
            {
                yield break;
            }
        }
    }

    private void CheckEnd(PartRange planned, PartRange range, bool isAtEnd)
    {
        long read = range.Offset + range.Length;
        if (!isAtEnd && range.Length < planned.Length)
        {
            throw new InvalidOperationException(
                $"The part source gave {range.Length:N0} bytes where part {range.PartNumber:N0} has {planned.Length:N0}, and then " +
                "went on.");
        }

        if (plan.Length is { } length && (isAtEnd ? read < length : read >= length))
        {
            throw new SourceChangedException(
                $"The source was to have {length:N0} bytes, but {(isAtEnd ? $"ended after {read:N0}" : "goes on behind them")}.");
        }

        if (plan.Length is null && !isAtEnd && range.PartNumber == plan.MaxParts)
        {
            throw new PartLimitExceededException(
                $"The source goes on behind byte {read:N0}, the end of part {plan.MaxParts:N0}, and an upload has no more parts " +
                "than that. " +
                $"Its length was not known beforehand: give it, choose larger parts " +
                $"({nameof(UploadRequest)}.{nameof(UploadRequest.PartSize)}), " +
                $"or let them grow ({nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.PartSizer)} = " +
                "PartSizer.Growing()).");
        }
    }
}
