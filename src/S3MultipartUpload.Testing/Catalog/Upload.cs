namespace S3MultipartUpload.Testing.Catalog;

/// <summary>An open multipart upload and the parts stored so far.</summary>
internal sealed class Upload(UploadRecord record)
{
    public UploadRecord Record { get; } = record;

    public SortedDictionary<int, PartRecord> Parts { get; } = [];
}
