namespace S3MultipartUpload.Testing;

/// <summary>The objects of one bucket, in key order.</summary>
internal sealed class ObjectTable(object gate, string folder, IBlobStore blobs, IRecordStore records)
{
    private readonly SortedDictionary<string, StoredObject> _objects = new(KeyOrder.Instance);

    public bool IsEmpty => _objects.Count == 0;

    public void Load()
    {
        foreach (var name in records.List(folder))
        {
            if (records.Read($"{folder}/{name}", RecordJson.Default.ObjectRecord) is { } record)
            {
                _objects[record.Key] = new StoredObject(record, new StoredContent(blobs, record.Blobs));
            }
        }
    }

    public StoredObject? Find(string key)
    {
        lock (gate)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    /// <summary>Opens a range of an object; the range is decided from the record, under the gate.</summary>
    public ContentReader? OpenRead(StoredObject stored, long offset, long length)
    {
        lock (gate)
        {
            return _objects.TryGetValue(stored.Record.Key, out var current) && ReferenceEquals(current, stored)
                ? stored.Content.OpenRead(offset, length)
                : null;
        }
    }

    public void Put(ObjectRecord record, WriteConditions conditions)
    {
        lock (gate)
        {
            var former = _objects.GetValueOrDefault(record.Key);
            conditions.Check(former, record.Key);
            records.Write(PathOf(record), record, RecordJson.Default.ObjectRecord);
            _objects[record.Key] = new StoredObject(record, new StoredContent(blobs, record.Blobs));
            Forget(former);
        }
    }

    public void Delete(string key)
    {
        lock (gate)
        {
            if (_objects.Remove(key, out var former))
            {
                Forget(former);
            }
        }
    }

    public IReadOnlyList<ObjectRecord> Snapshot()
    {
        lock (gate)
        {
            return [.. _objects.Values.Select(stored => stored.Record)];
        }
    }

    private void Forget(StoredObject? former)
    {
        if (former is not null)
        {
            records.Delete(PathOf(former.Record));
            former.Content.Release();
        }
    }

    private string PathOf(ObjectRecord record) => $"{folder}/{record.RecordId}.json";
}
