using S3MultipartUpload.Testing.Catalog;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>Does what the buckets' lifecycle rules call due; by itself with the first request after each midnight UTC, as S3 does daily.</summary>
internal sealed class LifecycleRun(BucketTable buckets, TimeProvider time)
{
    private long _day = Day(time.GetUtcNow());

    public void RunIfNewDay()
    {
        long today = Day(time.GetUtcNow());
        long before = Interlocked.Exchange(ref _day, today);
        if (today > before)
        {
            Run();
        }
    }

    /// <returns>The number of uploads aborted.</returns>
    public int Run()
    {
        int aborted = 0;
        foreach (Bucket? bucket in buckets.Snapshot().Where(bucket => bucket.Record.Lifecycle is not null))
        {
            IReadOnlyList<OverdueRule> rules = OverdueRule.ParseAll(bucket.Record.Lifecycle ?? "");
            foreach (Upload upload in bucket.Uploads.Open().Where(upload => rules.Any(rule => rule.Aborts(upload.Record, time.GetUtcNow()))))
            {
                bucket.Uploads.Remove(upload);
                aborted++;
            }
        }

        return aborted;
    }

    private static long Day(DateTimeOffset now) => now.UtcTicks / TimeSpan.TicksPerDay;
}
