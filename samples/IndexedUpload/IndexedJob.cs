using S3MultipartUpload;

namespace IndexedUpload;

/// <summary>What the pods share, a line of text each.</summary>
public sealed record SharedWork(string Session, string Identity, long Length, long PartSize);

/// <summary>One object by many pods, which know nothing of each other.</summary>
public static class IndexedJob
{
    /// <summary>Once, before the Job: its result goes into a file that all pods see.</summary>
    public static async Task<SharedWork> PlanAsync(IMultipartUploader uploader, UploadTarget target, string path, long partSize)
    {
        IPartSource source = PartSource.FromFile(path);
        IMultipartSession session = await uploader.StartAsync(target);
        return new SharedWork(session.ToJson(), SourceIdentity.Of(source).ToString(), new FileInfo(path).Length, partSize);
    }

    /// <summary>In each pod; <paramref name="index"/> is JOB_COMPLETION_INDEX. One that starts again skips what is stored.</summary>
    public static async Task SendAsync(IMultipartUploader uploader, SharedWork work, string path, int index, int pods)
    {
        IMultipartSession session = uploader.OpenSession(work.Session);
        IEnumerable<PartSpan> all = PartSpan.Divide(work.Length, work.PartSize, partsPerSpan: 8);
        foreach (PartSpan span in all.Where((_, number) => number % pods == index))
        {
            await session.UploadRangeAsync(PartSource.FromFile(path), span, SourceIdentity.Parse(work.Identity));
        }
    }

    /// <summary>Once, after the Job; as often as it is started, there is one object.</summary>
    public static async Task<UploadManifest> CompleteAsync(IMultipartUploader uploader, SharedWork work, string path)
    {
        SourceIdentity.Parse(work.Identity).ThrowIfChanged(PartSource.FromFile(path));
        int last = PartSpan.Divide(work.Length, work.PartSize, partsPerSpan: 8).Last().LastPart;
        return await uploader.OpenSession(work.Session).CompleteAsync(Enumerable.Range(1, last)); // All of them, or it is refused.
    }
}
