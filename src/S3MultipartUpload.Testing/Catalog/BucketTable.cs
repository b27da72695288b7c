using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>Every bucket of the endpoint.</summary>
internal sealed class BucketTable
{
    private readonly object _gate = new();
    private readonly SortedDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly IBlobStore _blobs;
    private readonly IRecordStore _records;

    public BucketTable(IBlobStore blobs, IRecordStore records)
    {
        _blobs = blobs;
        _records = records;
        foreach (string name in records.List("buckets").ToList())
        {
            if (records.Read($"buckets/{name}/bucket.json", RecordJson.Default.BucketRecord) is { } record)
            {
                _buckets[name] = new Bucket(record, blobs, records);
            }
            else
            {
                records.Delete($"buckets/{name}"); // Where a former run was cut off while it deleted the bucket.
            }
        }
    }

    /// <summary>Opens the endpoint's storage: in memory, or in a folder together with all that a former run left there.</summary>
    public static BucketTable Open(string? directory, bool discard, out IBlobStore blobs)
    {
        if (directory is null)
        {
            blobs = discard ? new DiscardBlobStore() : new MemoryBlobStore();
            return new BucketTable(blobs, new NoRecords());
        }

        var folder = new FolderBlobStore(Path.Combine(directory, "blobs"));
        blobs = folder;
        var table = new BucketTable(blobs, new FolderRecords(directory));
        folder.DeleteAllExcept(table._buckets.Values.SelectMany(bucket => bucket.Blobs).Select(blob => blob.Id).ToHashSet());
        return table;
    }

    public Bucket Get(string name) => Find(name) ?? throw S3Errors.NoSuchBucket(name);

    public Bucket? Find(string? name)
    {
        lock (_gate)
        {
            return name is null ? null : _buckets.GetValueOrDefault(name);
        }
    }

    public IReadOnlyList<Bucket> Snapshot()
    {
        lock (_gate)
        {
            return [.. _buckets.Values];
        }
    }

    /// <returns>False when the bucket exists already.</returns>
    public bool Create(string name, DateTimeOffset now, Func<BucketRecord, BucketRecord>? configure = null)
    {
        if (!BucketName.IsValid(name))
        {
            throw S3Errors.InvalidBucketName(name);
        }

        lock (_gate)
        {
            if (_buckets.ContainsKey(name))
            {
                return false;
            }

            var bucket = new Bucket(new BucketRecord(name, now), _blobs, _records);
            bucket.Update(configure ?? (record => record));
            _buckets[name] = bucket;
            return true;
        }
    }

    /// <exception cref="ArgumentException">One is no name for a bucket.</exception>
    public void CreateAll(IEnumerable<string> names, DateTimeOffset now)
    {
        foreach (string name in names)
        {
            if (!BucketName.IsValid(name))
            {
                throw new ArgumentException(
                    $"'{name}' is no name for a bucket: 3 to 63 lower-case letters, digits, dots and hyphens, and none of the names that " +
                    "Amazon S3 reserves.", nameof(names));
            }

            Create(name, now);
        }
    }

    /// <summary>Deletes every bucket with all that is in it.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (Bucket bucket in _buckets.Values)
            {
                bucket.Delete();
                _records.Delete(bucket.Path);
            }

            _buckets.Clear();
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            Bucket bucket = _buckets.GetValueOrDefault(name) ?? throw S3Errors.NoSuchBucket(name);
            lock (bucket.Gate)
            {
                if (!bucket.Objects.IsEmpty)
                {
                    throw S3Errors.BucketNotEmpty(name);
                }

                // Open uploads do not keep a bucket alive; they go with it.
                bucket.Delete();
            }

            _buckets.Remove(name);
            _records.Delete(bucket.Path);
        }
    }
}
