using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>The objects of one bucket in key order, each with its versions; without versioning there is one.</summary>
internal sealed class ObjectTable(Bucket bucket, IBlobStore blobs, IRecordStore records)
{
    private readonly SortedDictionary<string, List<StoredObject>> _objects = new(KeyOrder.Instance);
    private long _sequence;

    public bool IsEmpty => _objects.Count == 0;

    private string Folder => $"{bucket.Path}/objects";

    public void Load()
    {
        IEnumerable<ObjectRecord> found =
            records.List(Folder).Select(name => records.Read($"{Folder}/{name}", RecordJson.Default.ObjectRecord)).OfType<ObjectRecord>();
        foreach (ObjectRecord? record in found.OrderBy(record => record.Sequence))
        {
            RemoveReplaced(record); // Where a former run was cut off between writing a record and deleting the one it replaces.
            Add(record);
            _sequence = record.Sequence;
        }
    }

    /// <summary>The version asked for, or the current one; null where there is none or a delete marker hides it.</summary>
    public StoredObject? Find(string key, string? versionId = null)
    {
        StoredObject? found = FindVersion(key, versionId);
        return found?.Record.IsDeleteMarker == true ? null : found;
    }

    /// <summary>As <see cref="Find"/>, delete markers included.</summary>
    public StoredObject? FindVersion(string key, string? versionId = null)
    {
        lock (bucket.Gate)
        {
            return _objects.TryGetValue(key, out List<StoredObject>? versions)
                ? versionId is null ? versions[^1] : versions.Find(version => version.Record.VersionId == versionId)
                : null;
        }
    }

    /// <summary>Opens a range of an object, or null when it was replaced since it was found.</summary>
    public ContentReader? OpenRead(StoredObject stored, long offset, long length)
    {
        lock (bucket.Gate)
        {
            return _objects.TryGetValue(stored.Record.Key, out List<StoredObject>? versions) && versions.Contains(stored)
                ? stored.Content.OpenRead(offset, length)
                : null;
        }
    }

    /// <returns>The record as stored, with its version.</returns>
    public ObjectRecord Put(ObjectRecord record, WriteConditions conditions)
    {
        lock (bucket.Gate)
        {
            bucket.CheckExists();
            conditions.Check(Find(record.Key), record.Key);
            record = bucket.Retain(record) with { VersionId = NewVersionId(), Sequence = ++_sequence };
            Write(record);
            RemoveReplaced(record);
            Add(record);
            return record;
        }
    }

    /// <summary>Changes what is known about a version; its bytes stay.</summary>
    public void Update(StoredObject stored, ObjectRecord record)
    {
        lock (bucket.Gate)
        {
            if (_objects.TryGetValue(record.Key, out List<StoredObject>? versions) && versions.IndexOf(stored) is >= 0 and var index)
            {
                Write(record);
                versions[index] = stored with { Record = record };
            }
        }
    }

    /// <summary>Deletes a version for good; or without one named, the object, behind a delete marker where versioning was set.</summary>
    /// <returns>The version removed, the marker set, or null where there was nothing to do.</returns>
    /// <exception cref="S3ErrorException">PreconditionFailed; or AccessDenied: the version is locked.</exception>
    public ObjectRecord? Delete(
        string key, string? versionId, WriteConditions conditions, DateTimeOffset now, bool bypassesGovernance = false)
    {
        lock (bucket.Gate)
        {
            conditions.Check(Find(key), key);
            if (versionId is not null && FindVersion(key, versionId)?.Record.Attributes.Lock?.Forbids(now, bypassesGovernance) == true)
            {
                throw S3Errors.ObjectLocked();
            }

            if (versionId is not null || bucket.Record.Versioning is null)
            {
                return Remove(key, versionId ?? ObjectRecord.NullVersion);
            }

            var marker = new ObjectRecord
            {
                Key = key,
                LastModified = now,
                ETag = "",
                Size = 0,
                Blobs = [],
                IsDeleteMarker = true,
                Attributes = new ObjectAttributes { Headers = new Dictionary<string, string>() },
            };
            return Put(marker, WriteConditions.None);
        }
    }

    /// <summary>Deletes every version of every object.</summary>
    public void Clear()
    {
        foreach (ObjectRecord record in SnapshotVersions())
        {
            Remove(record.Key, record.VersionId);
        }
    }

    /// <summary>The current objects, in key order.</summary>
    public IReadOnlyList<ObjectRecord> Snapshot()
    {
        lock (bucket.Gate)
        {
            return [.. _objects.Values.Select(versions => versions[^1].Record).Where(record => !record.IsDeleteMarker)];
        }
    }

    /// <summary>Every version and delete marker: by key, and newest first within one.</summary>
    public IReadOnlyList<ObjectRecord> SnapshotVersions()
    {
        lock (bucket.Gate)
        {
            return [.. _objects.Values.SelectMany(versions => versions.AsEnumerable().Reverse()).Select(version => version.Record)];
        }
    }

    private string NewVersionId() =>
        bucket.Record.Versioning == BucketRecord.Enabled ? Guid.NewGuid().ToString("N") : ObjectRecord.NullVersion;

    private void Add(ObjectRecord record)
    {
        if (!_objects.TryGetValue(record.Key, out List<StoredObject>? versions))
        {
            _objects[record.Key] = versions = [];
        }

        versions.Add(new StoredObject(record, new StoredContent(blobs, record.Blobs)));
    }

    /// <summary>A key has one version without an id of its own.</summary>
    private void RemoveReplaced(ObjectRecord record)
    {
        if (record.VersionId == ObjectRecord.NullVersion)
        {
            Remove(record.Key, record.VersionId);
        }
    }

    private ObjectRecord? Remove(string key, string versionId)
    {
        if (FindVersion(key, versionId) is not { } found || !_objects.TryGetValue(key, out List<StoredObject>? versions))
        {
            return null;
        }

        versions.Remove(found);
        if (versions.Count == 0)
        {
            _objects.Remove(key);
        }

        records.Delete(PathOf(found.Record));
        found.Content.Release();
        return found.Record;
    }

    private void Write(ObjectRecord record) => records.Write(PathOf(record), record, RecordJson.Default.ObjectRecord);

    private string PathOf(ObjectRecord record) => $"{Folder}/{record.RecordId}.json";
}
