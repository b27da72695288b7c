using S3MultipartUpload.Testing.Catalog;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>Does what the buckets' lifecycle rules call due; by itself with the first request after each midnight UTC.</summary>
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
        foreach (Bucket bucket in buckets.Snapshot().Where(bucket => bucket.Record.Lifecycle is not null))
        {
            IReadOnlyList<LifecycleRule> rules = LifecycleRule.ParseAll(bucket.Record.Lifecycle ?? "");
            DateTimeOffset now = time.GetUtcNow();
            foreach (Upload upload in bucket.Uploads.Open().Where(upload => rules.Any(rule => rule.Aborts(upload.Record, now))))
            {
                bucket.Uploads.Remove(upload);
                aborted++;
            }

            // Nobody writes between the look at a version and its end.
            lock (bucket.Gate)
            {
                foreach (IGrouping<string, ObjectRecord> versions in bucket.Objects.SnapshotVersions().GroupBy(version => version.Key))
                {
                    Expire(bucket.Objects, [.. versions], rules, now);
                }

                foreach (IGrouping<string, ObjectRecord> versions in bucket.Objects.SnapshotVersions().GroupBy(version => version.Key))
                {
                    Move(bucket, [.. versions], rules, now);
                }
            }
        }

        return aborted;
    }

    /// <param name="objects">The bucket's objects.</param>
    /// <param name="versions">The versions of one key, newest first.</param>
    /// <param name="rules">The bucket's rules.</param>
    /// <param name="now">The time.</param>
    private static void Expire(ObjectTable objects, ObjectRecord[] versions, IReadOnlyList<LifecycleRule> rules, DateTimeOffset now)
    {
        ObjectRecord current = versions[0];
        bool isOver = current.IsDeleteMarker
            ? versions.Length == 1 && rules.Any(rule => rule.Removes(current))
            : rules.Any(rule => rule.Expires(current, now));
        if (isOver)
        {
            objects.Delete(current.Key, current.IsDeleteMarker ? current.VersionId : null, WriteConditions.None, now);
        }

        for (int i = 1; i < versions.Length; i++)
        {
            ObjectRecord version = versions[i];
            bool isDue = rules.Any(rule => rule.ExpiresNoncurrent(version, i - 1, versions[i - 1].LastModified, now));
            if (isDue && version.Attributes.Lock?.Forbids(now, false) != true)
            {
                objects.Delete(version.Key, version.VersionId, WriteConditions.None, now);
            }
        }
    }

    /// <summary>What is left moves to the storage class that it is due in.</summary>
    private static void Move(Bucket bucket, ObjectRecord[] versions, IReadOnlyList<LifecycleRule> rules, DateTimeOffset now)
    {
        string minimum = bucket.Record.TransitionMinimumSize;
        for (int i = 0; i < versions.Length; i++)
        {
            ObjectRecord version = versions[i];
            IEnumerable<string> due = i == 0
                ? rules.SelectMany(rule => rule.TransitionsOf(version, minimum, now))
                : rules.SelectMany(rule => rule.NoncurrentTransitionsOf(version, i - 1, versions[i - 1].LastModified, minimum, now));
            if (!version.IsDeleteMarker
                && StorageClasses.Next(version.Attributes.StorageClass, due) is { } storageClass
                && bucket.Objects.FindVersion(version.Key, version.VersionId) is { } stored)
            {
                bucket.Objects.Update(
                    stored, version with { Attributes = version.Attributes.WithStorageClass(storageClass), Restored = null });
            }
        }
    }

    private static long Day(DateTimeOffset now) => now.UtcTicks / TimeSpan.TicksPerDay;
}
