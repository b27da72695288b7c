using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Origins;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>
/// Opens the multipart upload of a large object, and divides its parts among the nodes. An object that was given up, and is retried, goes
/// on with the upload that it has, if the store has that still, and the source is the same; otherwise it is begun anew.
/// </summary>
/// <remarks>
/// A node that dies between the store's answer and the database leaves an upload without parts: the next one opens another.
/// <see cref="IIncompleteUploads"/> lists what was left.
/// </remarks>
internal sealed class OpenWork(
    ObjectTable objects,
    RangeTable ranges,
    SourceOpener sources,
    IMultipartUploader uploader,
    WorkPlan plan,
    SizeRules sizes,
    FleetOptions options,
    TimeProvider time) : IWork
{
    private const long MostRanges = 2_500;
    private static readonly TimeSpan LastQuestion = TimeSpan.FromSeconds(5);

    public async Task<NextWork?> ExecuteAsync(WorkAttempt attempt, CancellationToken cancellationToken)
    {
        (FleetUpload upload, WorkItem item) = (attempt.Upload, attempt.Item);
        if (await objects.FindWaitingAsync(upload.Id, item.Number, item.Number, cancellationToken).ConfigureAwait(false) is [var waiting])
        {
            (attempt.Life, attempt.Key) = (waiting.Life, waiting.Key);
            NextWork? instead = await OpenAsync(attempt, waiting, cancellationToken).ConfigureAwait(false);
            if (instead is not null)
            {
                return instead;
            }
        }

        attempt.Life = default; // It is open, whoever has opened it; what is left is to hand it out.
        await plan.ScheduleAsync(upload.Id, item.Number, cancellationToken).ConfigureAwait(false);
        return null;
    }

    public Task GiveUpAsync(WorkAttempt attempt, Exception error, CancellationToken cancellationToken) =>
        objects.GiveUpAsync(attempt.Item.Upload, attempt.Item.Number, attempt.Life, error, cancellationToken);

    private async Task<NextWork?> OpenAsync(WorkAttempt attempt, WaitingObject waiting, CancellationToken cancellationToken)
    {
        FleetUpload upload = attempt.Upload;
        IPartSource source = await sources.OpenAsync(FleetSource.Parse(waiting.Source), cancellationToken).ConfigureAwait(false);
        if (waiting is { Life.Session: { } before, Identity: { } identity })
        {
            IMultipartSession left = uploader.OpenSession(before);
            if (IsSame(source, identity) && await HasAsync(left, cancellationToken).ConfigureAwait(false))
            {
                await ranges.ReopenAsync(upload.Id, waiting.Number, before, cancellationToken).ConfigureAwait(false);
                return null;
            }

            if (!await ranges.TryForgetAsync(
                upload.Id, waiting.Number, before, token => AbortWork.AbortAsync(left, token), cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            attempt.Life = waiting.Life with { Session = null };
            if (!sizes.IsDivided(upload, source.Length))
            {
                return new NextWork(new WorkItem(WorkKind.Batch, upload.Id, waiting.Number, First: 1, Last: waiting.Number), TimeSpan.Zero);
            }
        }

        long length = source.Length ?? throw new UploadRefusedException($"The length of {waiting.Source} is not known.");
        long partSize = sizes.PartSizeOf(upload, length);
        PartSpan[] spans = [.. PartSpan.Divide(length, partSize, PartsPerRange(length, partSize))];
        IMultipartSession session = await uploader
            .StartAsync(FleetTargets.TargetOf(upload, waiting.Key), cancellationToken).ConfigureAwait(false);
        var opened = new OpenObject
        {
            Key = waiting.Key,
            Source = waiting.Source,
            Session = session.ToJson(),
            Identity = SourceIdentity.Of(source).ToString(),
            PartSize = partSize,
            Size = length,
        };
        if (!await IsWrittenAsync(upload.Id, waiting, opened, spans, cancellationToken).ConfigureAwait(false))
        {
            await session.AbortAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return null;
    }

    /// <returns>False where another node was first, or this one was called back: nobody knows of the upload then.</returns>
    private async Task<bool> IsWrittenAsync(
        string id, WaitingObject waiting, OpenObject opened, PartSpan[] spans, CancellationToken cancellationToken)
    {
        try
        {
            return await ranges.TryOpenAsync(id, waiting.Number, opened, spans, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Cut off amid the answer, it may have been written down. If nobody can say, it stays: it has no parts.
            using var end = new CancellationTokenSource(LastQuestion, time);
            return await objects.LivesAsync(id, waiting.Number, waiting.Life with { Session = opened.Session }, end.Token)
                .ConfigureAwait(false);
        }
    }

    private static bool IsSame(IPartSource source, string identity)
    {
        try
        {
            SourceIdentity.Parse(identity).ThrowIfChanged(source);
            return true;
        }
        catch (SourceChangedException)
        {
            return false;
        }
    }

    /// <returns>Whether the store has the upload, or the object that was made of it.</returns>
    private static async Task<bool> HasAsync(IMultipartSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.ListPartsAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (UploadRefusedException)
        {
            return true;
        }
        catch (MultipartUploadException gone) when (gone.InnerException is UploadNotFoundException)
        {
            return false;
        }
    }

    private int PartsPerRange(long length, long partSize) => (int)Math.Max(
        Math.Max(1, options.RangeSize / partSize), ((length / partSize) + MostRanges - 1) / MostRanges);
}
