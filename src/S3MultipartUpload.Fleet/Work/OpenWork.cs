using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Origins;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>Opens the multipart upload of a large object, and divides its parts among the nodes.</summary>
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
    FleetOptions options) : IWork
{
    private const long MostRanges = 2_500;

    public async Task<TimeSpan?> ExecuteAsync(FleetUpload upload, WorkItem item, CancellationToken cancellationToken)
    {
        if (await objects.FindWaitingAsync(upload.Id, item.Number, item.Number, cancellationToken).ConfigureAwait(false) is [var waiting])
        {
            await OpenAsync(upload, waiting, cancellationToken).ConfigureAwait(false);
        }

        await plan.ScheduleAsync(upload.Id, item.Number, cancellationToken).ConfigureAwait(false);
        return null;
    }

    public Task GiveUpAsync(WorkItem item, Exception error, CancellationToken cancellationToken) =>
        objects.GiveUpAsync(item.Upload, item.Number, error, cancellationToken);

    private async Task OpenAsync(FleetUpload upload, WaitingObject waiting, CancellationToken cancellationToken)
    {
        var origin = FleetSource.Parse(waiting.Source);
        IPartSource source = await sources.OpenAsync(origin, cancellationToken).ConfigureAwait(false);
        long length = source.Length ?? throw new UploadRefusedException($"The length of {waiting.Source} is not known.");
        long partSize = upload.PartSize ?? PartSizer.Adaptive().GetPartSize(1, length, ServiceLimits.AmazonS3);
        PartSpan[] spans = [.. PartSpan.Divide(length, partSize, PartsPerRange(length, partSize))];
        IMultipartSession session = await uploader
            .StartAsync(FleetTargets.TargetOf(upload, waiting.Key), cancellationToken).ConfigureAwait(false);
        var opened = new OpenObject
        {
            Key = waiting.Key,
            Source = origin,
            Session = session.ToJson(),
            Identity = SourceIdentity.Of(source).ToString(),
            PartSize = partSize,
            Size = length,
        };
        bool isMine = false;
        try
        {
            isMine = await ranges.TryOpenAsync(upload.Id, waiting.Number, opened, spans, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Another node was first, or this one was called back: nobody knows of the upload.
            if (!isMine)
            {
                await session.AbortAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private int PartsPerRange(long length, long partSize) => (int)Math.Max(
        Math.Max(1, options.RangeSize / partSize), ((length / partSize) + MostRanges - 1) / MostRanges);
}
