using System.Text;
using Amazon.S3;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What is stored after a schedule, and who knows of it.</summary>
internal sealed class ScheduleStore(IAmazonS3 client, MemoryCheckpointStore checkpoints, string bucket, string prefix)
{
    private readonly object _gate = new();
    private readonly HashSet<string> _named = [];

    /// <param name="claim">What a failed upload says.</param>
    /// <param name="job">What it was to store.</param>
    /// <param name="isAlone">Whether no other upload can have changed anything.</param>
    public async Task CheckAsync(Claim claim, ScheduleJob job, bool isAlone)
    {
        if (claim is { State: FailedUploadState.AbortFailed or FailedUploadState.Unknown, Manifest.UploadId: { } id })
        {
            lock (_gate)
            {
                _named.Add(id);
            }
        }

        if (isAlone)
        {
            await claim.AssertTrueAsync(client, job.Bytes, await SavedAsync(job) ?? "");
        }
    }

    /// <summary>
    /// Every open upload is named by a checkpoint or by an error, but for those that were opened and could not be written down: their
    /// process was killed before, or the store's answer was lost.
    /// </summary>
    /// <param name="processes">All processes, which have ended.</param>
    /// <param name="saved">The checkpoints that are left.</param>
    public async Task AssertNothingLeaksAsync(IReadOnlyCollection<ScheduleProcess> processes, IReadOnlyCollection<string> saved)
    {
        string[] unknown =
        [
            .. (await Claim.OpenUploadsAsync(client, bucket, prefix))
                .Where(id => !saved.Any(content => content.Contains(id, StringComparison.Ordinal)))
                .Except(_named)
                .Except(processes.SelectMany(process => process.Unwritten)),
        ];
        Assert.InRange(unknown.Length, 0, processes.Sum(process => process.LostCreates));
    }

    public async Task<IReadOnlyCollection<string>> SavedAsync(IEnumerable<ScheduleJob> jobs)
    {
        List<string> saved = [];
        foreach (ScheduleJob job in jobs)
        {
            saved.Add(await SavedAsync(job) ?? "");
        }

        return saved;
    }

    public async Task<string?> SavedAsync(ScheduleJob job)
    {
        await using ICheckpoint checkpoint = await checkpoints.OpenAsync(bucket, job.Key, CancellationToken.None);
        return await checkpoint.ReadAsync(CancellationToken.None) is { } content ? Encoding.UTF8.GetString(content) : null;
    }
}
