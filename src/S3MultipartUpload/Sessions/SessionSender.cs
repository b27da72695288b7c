using S3MultipartUpload.Copying;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Parts;
using S3MultipartUpload.Planning;
using S3MultipartUpload.Request;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>Sends all that a source has as one part.</summary>
internal sealed class SessionSender(PartTransfer transfer, CopyPreparation copying, PlanningRules rules, PartBufferPool buffers)
{
    /// <exception cref="UploadRefusedException">The number or the size breaks a rule.</exception>
    public void ThrowIfRefused(int partNumber, IPartSource? source)
    {
        List<string> problems = [.. PartRules.ProblemsOf(rules.Profile.Limits, partNumber, source?.Length)];
        if (UploadRequestValidator.ProblemOf(source) is { } problem)
        {
            problems.Add(problem);
        }

        if (problems.Count > 0)
        {
            throw new UploadRefusedException(problems);
        }
    }

    /// <exception cref="UploadRefusedException">The number or the source breaks a rule.</exception>
    public void ThrowIfRefused(int partNumber, CopySource? source)
    {
        ThrowIfRefused(partNumber, PartSource.FromMemory(ReadOnlyMemory<byte>.Empty));
        string[] problems = [.. CopyRequestValidator.ProblemsOf(source, nameof(source))];
        if (problems.Length > 0)
        {
            throw new UploadRefusedException(problems);
        }
    }

    /// <summary>Sends what the store has already.</summary>
    /// <exception cref="UploadRefusedException">The size breaks a rule.</exception>
    /// <exception cref="CopySourceException">The source cannot serve.</exception>
    public async Task<StoredPart> CopyAsync(
        OpenUpload upload, int partNumber, CopySource source, SessionParts parts, CancellationToken cancellationToken)
    {
        ICopiedSource copied = await copying.ExecuteAsync(source, upload.Target.RequestPayer, cancellationToken).ConfigureAwait(false);
        ThrowIfRefused(partNumber, copied);
        return await SendAsync(upload, partNumber, copied, parts, cancellationToken).ConfigureAwait(false);
    }

    public async Task<StoredPart> SendAsync(
        OpenUpload upload, int partNumber, IPartSource source, SessionParts parts, CancellationToken cancellationToken)
    {
        using PartContent content = await ReadAsync(partNumber, source, cancellationToken).ConfigureAwait(false);
        UploadedPart part = await transfer.ExecuteAsync(source, content, upload, parts, cancellationToken).ConfigureAwait(false);
        if (source is ICopiedSource copied)
        {
            await copied.RequireUnchangedAsync(cancellationToken).ConfigureAwait(false);
        }

        StoredPart stored = part.ToStored();
        parts.OnStored(stored);
        return stored;
    }

    /// <exception cref="UploadRefusedException">The source has more bytes than a part of unknown length may have.</exception>
    private async Task<PartContent> ReadAsync(int partNumber, IPartSource source, CancellationToken cancellationToken)
    {
        long most = source.Length ?? Math.Min(rules.MaxPartSize, rules.MaxBufferedBytes);
        var plan = new UploadPlan(source.Length, _ => Math.Max(1, most), singlePutThreshold: -1, maxParts: 1);
        var reader = new PartReader(source, plan, buffers, kept: new HashSet<int>());
        IAsyncEnumerator<PartContent> parts = reader.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (parts.ConfigureAwait(false))
        {
            try
            {
                await parts.MoveNextAsync().ConfigureAwait(false);
                return parts.Current.Numbered(partNumber);
            }
            catch (PartLimitExceededException)
            {
                throw new UploadRefusedException(
                    $"The source of part {partNumber:N0} has more than {ByteSize.Format(most)}, the most for a part whose length is not " +
                    $"known beforehand ({nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.MaxPartSize)} or " +
                    $"{nameof(S3MultipartUploadOptions.MaxBufferedBytes)}).");
            }
        }
    }
}
