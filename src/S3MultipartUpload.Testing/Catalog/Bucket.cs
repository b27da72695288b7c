using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Catalog;

/// <summary>One bucket. Its gate guards both tables, so that Complete can replace an object and end an upload in one step.</summary>
internal sealed class Bucket
{
    private readonly IRecordStore _records;
    private bool _isDeleted;

    public Bucket(BucketRecord record, IBlobStore blobs, IRecordStore records)
    {
        _records = records;
        Record = record;
        Objects = new ObjectTable(this, blobs, records);
        Uploads = new UploadTable(Gate, $"{Path}/uploads", blobs, records);
        Objects.Load();
        Uploads.Load(Objects.SnapshotVersions());
    }

    public object Gate { get; } = new();

    public BucketRecord Record { get; private set; }

    public string Path => $"buckets/{Record.Name}";

    public ObjectTable Objects { get; }

    public UploadTable Uploads { get; }

    public IEnumerable<Blob> Blobs => Objects.SnapshotVersions().SelectMany(record => record.Blobs)
        .Concat(Uploads.Open().SelectMany(upload => upload.Parts.Values).Select(part => part.Blob));

    /// <summary>Refuses who found the bucket before it was deleted, and writes after that.</summary>
    /// <exception cref="S3ErrorException">NoSuchBucket.</exception>
    public void CheckExists()
    {
        if (_isDeleted)
        {
            throw S3Errors.NoSuchBucket(Record.Name);
        }
    }

    /// <summary>Deletes all that is in it; nothing comes in any more.</summary>
    public void Delete()
    {
        lock (Gate)
        {
            _isDeleted = true;
            foreach (Upload upload in Uploads.Open())
            {
                Uploads.Remove(upload);
            }

            Objects.Clear();
        }
    }

    /// <summary>Changes the bucket's settings.</summary>
    public void Update(Func<BucketRecord, BucketRecord> change)
    {
        lock (Gate)
        {
            CheckExists();
            BucketRecord record = change(Record);
            _records.Write($"{Path}/bucket.json", record, RecordJson.Default.BucketRecord);
            Record = record;
        }
    }

    /// <summary>The record of a new version with the bucket's default retention, where it says nothing itself.</summary>
    public ObjectRecord Retain(ObjectRecord record)
    {
        if (Record.Retention is not { } retention || record.IsDeleteMarker || record.Attributes.Lock?.Mode is not null)
        {
            return record;
        }

        ObjectLock held = record.Attributes.Lock ?? new ObjectLock();
        held = held with { Mode = retention.Mode, RetainUntil = retention.Until(record.LastModified) };
        return record with { Attributes = record.Attributes with { Lock = held } };
    }

    /// <summary>The version id that replies name; S3 names none while versioning was never set.</summary>
    public string? VersionIdOf(ObjectRecord record) => Record.Versioning is null ? null : record.VersionId;

    /// <summary>What the reply to a write names: while versioning is suspended, it names no version.</summary>
    public string? NewVersionIdOf(ObjectRecord record) => Record.Versioning == BucketRecord.Enabled ? record.VersionId : null;
}
