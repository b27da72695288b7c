namespace S3MultipartUpload.Testing;

/// <summary>One bucket. Its gate guards both tables, so that Complete can replace an object and end an upload in one step.</summary>
internal sealed class Bucket
{
    public Bucket(BucketRecord record, IBlobStore blobs, IRecordStore records)
    {
        Record = record;
        Objects = new ObjectTable(Gate, $"{Path}/objects", blobs, records);
        Uploads = new UploadTable(Gate, $"{Path}/uploads", blobs, records);
        Objects.Load();
        Uploads.Load(Objects.Snapshot());
    }

    public object Gate { get; } = new();

    public BucketRecord Record { get; }

    public string Path => $"buckets/{Record.Name}";

    public ObjectTable Objects { get; }

    public UploadTable Uploads { get; }

    public IEnumerable<Blob> Blobs =>
        Objects.Snapshot().SelectMany(record => record.Blobs)
            .Concat(Uploads.Snapshot().Select(record => Uploads.FindOpen(record.Key, record.UploadId)).OfType<Upload>()
                .SelectMany(upload => upload.Parts.Values).Select(part => part.Blob));
}
