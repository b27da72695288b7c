using S3MultipartUpload.Fleet.Database;
using S3MultipartUpload.Fleet.Origins;
using S3MultipartUpload.Fleet.Records;

namespace S3MultipartUpload.Fleet.Work;

/// <summary>Looks which files a folder has. All of them are written down, or none: a node that dies leaves nothing half done.</summary>
internal sealed class ListWork(FleetDatabase database, UploadTable uploads, SourceOpener sources, WorkPlan plan) : IWork
{
    /// <summary>In bytes, what PostgreSQL's index takes; what is longer than a key of S3 fails by itself.</summary>
    private const int LongestKey = 2_000;

    public async Task<NextWork?> ExecuteAsync(WorkAttempt attempt, CancellationToken cancellationToken)
    {
        (FleetUpload upload, WorkItem item) = (attempt.Upload, attempt.Item);
        if (await uploads.FindWorkAsync(upload.Id, cancellationToken).ConfigureAwait(false)
            is (_, { } folder, FleetState.Listing))
        {
            await database.InTransactionAsync(
                async transaction =>
                {
                    // Only one node lists: another waits here, and finds that nothing is left to do.
                    // The upload itself is not locked: it can be cancelled meanwhile.
                    await transaction.ExecuteAsync(
                        "select pg_advisory_xact_lock(hashtextextended(@id, 835190044))", ("id", upload.Id)).ConfigureAwait(false);
                    bool isMine = (await transaction.ListAsync(
                        "select 1 from s3_fleet_upload where id = @id and state = 0", row => row.GetInt32(0), ("id", upload.Id))
                        .ConfigureAwait(false)).Count > 0;
                    if (isMine)
                    {
                        long count = await ItemWriter.WriteAsync(transaction, upload.Id, ItemsOf(folder)).ConfigureAwait(false);
                        await UploadTable.SetListedAsync(transaction, upload.Id, count).ConfigureAwait(false);
                    }

                    return isMine;
                },
                cancellationToken).ConfigureAwait(false);
        }

        await plan.ScheduleAsync(upload.Id, cancellationToken).ConfigureAwait(false);
        return null;
    }

    public Task GiveUpAsync(WorkAttempt attempt, Exception error, CancellationToken cancellationToken) =>
        uploads.FailListingAsync(attempt.Item.Upload, Utf8Text.Shorten(error.Message), cancellationToken);

    private async IAsyncEnumerable<FleetItem> ItemsOf(FleetFolder folder)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach ((string path, FleetSource file) in sources.FilesOf(folder.Folder))
        {
            string key = folder.KeyPrefix + path;
            yield return Utf8Text.BytesOf(key) <= LongestKey
                ? new FleetItem(key, file)
                : throw new UploadRefusedException($"The folder has a file whose path cannot even be written down, far longer than a key " +
                    $"of 1,024 bytes: {key}");
        }
    }
}
