using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Origins;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>Sends some parts of a large object. What the store has of them already is not sent again.</summary>
internal sealed class RangeWork(
    ObjectTable objects,
    RangeTable ranges,
    SourceOpener sources,
    IMultipartUploader uploader,
    IWorkSchedule schedule,
    FleetOptions options) : IWork
{
    public async Task<NextWork?> ExecuteAsync(WorkAttempt attempt, CancellationToken cancellationToken)
    {
        (FleetUpload upload, WorkItem item) = (attempt.Upload, attempt.Item);
        if (await ranges.FindOpenAsync(upload.Id, item.Number, cancellationToken).ConfigureAwait(false) is not { } open)
        {
            return null;
        }

        (attempt.Life, attempt.Key) = (open.Life, open.Key);
        if (await ranges.FindAsync(upload.Id, item.Number, (int)item.First, cancellationToken).ConfigureAwait(false)
            is not var (last, isDone))
        {
            return null; // The job is older than the object's division.
        }

        IReadOnlyList<StoredPart> stored = [];
        if (!isDone)
        {
            var span = new PartSpan
            {
                FirstPart = (int)item.First,
                LastPart = last,
                PartSize = open.PartSize,
                MaxConcurrentParts = options.IsLimited(upload) ? 1 : null,
            };
            IPartSource source = await sources.OpenAsync(FleetSource.Parse(open.Source), cancellationToken).ConfigureAwait(false);
            stored = (await uploader.OpenSession(open.Session)
                .UploadRangeAsync(source, span, SourceIdentity.Parse(open.Identity), cancellationToken).ConfigureAwait(false)).Parts;
        }

        // What is stored is written down whatever happens meanwhile, if only the database can be reached.
        if (await ranges.SetDoneAsync(upload.Id, item.Number, open.Session, (int)item.First, stored, cancellationToken)
            .ConfigureAwait(false))
        {
            await schedule.ScheduleAsync(
                upload, [new WorkItem(WorkKind.Complete, upload.Id, item.Number)], TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    public Task GiveUpAsync(WorkAttempt attempt, Exception error, CancellationToken cancellationToken) =>
        objects.GiveUpAsync(attempt.Item.Upload, attempt.Item.Number, attempt.Life, error, cancellationToken);
}
