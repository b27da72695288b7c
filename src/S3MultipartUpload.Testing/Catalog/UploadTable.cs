using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>The open uploads of one bucket, and the finished ones as far as a repeated Complete may ask for them.</summary>
internal sealed class UploadTable(object gate, string folder, IBlobStore blobs, IRecordStore records)
{
    private const string UploadFile = "upload.json";
    private readonly Dictionary<string, Upload> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObjectRecord> _finished = new(StringComparer.Ordinal);

    public void Load(IEnumerable<ObjectRecord> objects)
    {
        foreach (ObjectRecord finished in objects)
        {
            Finished(finished);
        }

        foreach (string? uploadId in records.List(folder).ToList())
        {
            UploadRecord? record = records.Read($"{folder}/{uploadId}/{UploadFile}", RecordJson.Default.UploadRecord);
            if (record is null || _finished.ContainsKey(uploadId))
            {
                // Cut off between finishing the upload and forgetting it.
                records.Delete($"{folder}/{uploadId}");
                continue;
            }

            _open[uploadId] = LoadParts(record);
        }
    }

    public void Create(UploadRecord record)
    {
        lock (gate)
        {
            records.Write($"{PathOf(record)}/{UploadFile}", record, RecordJson.Default.UploadRecord);
            _open[record.UploadId] = new Upload(record);
        }
    }

    public Upload? FindOpen(string key, string uploadId)
    {
        lock (gate)
        {
            return _open.TryGetValue(uploadId, out Upload? upload) && upload.Record.Key == key ? upload : null;
        }
    }

    public ObjectRecord? FindFinished(string key, string uploadId)
    {
        lock (gate)
        {
            return _finished.TryGetValue(uploadId, out ObjectRecord? finished) && finished.Key == key ? finished : null;
        }
    }

    /// <summary>Stores a part whose body has arrived whole; it replaces the former one of its number.</summary>
    /// <returns>False when the upload was completed or aborted in the meantime.</returns>
    public bool PutPart(Upload upload, PartRecord part)
    {
        lock (gate)
        {
            if (!_open.ContainsKey(upload.Record.UploadId))
            {
                return false;
            }

            records.Write($"{PathOf(upload.Record)}/{part.Number}.json", part, RecordJson.Default.PartRecord);
            if (upload.Parts.TryGetValue(part.Number, out PartRecord? former))
            {
                blobs.Delete(former.Blob);
            }

            upload.Parts[part.Number] = part;
            return true;
        }
    }

    public IReadOnlyList<PartRecord> SnapshotParts(Upload upload)
    {
        lock (gate)
        {
            return [.. upload.Parts.Values];
        }
    }

    /// <summary>The open uploads, by key and within a key by upload id.</summary>
    public IReadOnlyList<Upload> Open()
    {
        lock (gate)
        {
            return
            [
                .. _open.Values.OrderBy(upload => upload.Record.Key, KeyOrder.Instance)
                    .ThenBy(upload => upload.Record.UploadId, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Ends an upload; the bytes of every part that no object took over are freed.</summary>
    public void Remove(Upload upload, ObjectRecord? completed = null)
    {
        lock (gate)
        {
            if (!_open.Remove(upload.Record.UploadId))
            {
                return;
            }

            records.Delete(PathOf(upload.Record));
            HashSet<string> kept = completed?.Blobs.Select(blob => blob.Id).ToHashSet() ?? [];
            foreach (PartRecord? part in upload.Parts.Values.Where(part => !kept.Contains(part.Blob.Id)))
            {
                blobs.Delete(part.Blob);
            }

            if (completed is not null)
            {
                Finished(completed);
            }
        }
    }

    private void Finished(ObjectRecord record)
    {
        if (record.UploadId is not null)
        {
            _finished[record.UploadId] = record;
        }
    }

    private Upload LoadParts(UploadRecord record)
    {
        var upload = new Upload(record);
        foreach (string? name in records.List(PathOf(record)).Where(name => name != UploadFile))
        {
            if (records.Read($"{PathOf(record)}/{name}", RecordJson.Default.PartRecord) is { } part)
            {
                upload.Parts[part.Number] = part;
            }
        }

        return upload;
    }

    private string PathOf(UploadRecord record) => $"{folder}/{record.UploadId}";
}
