namespace S3MultipartUpload.Testing.Catalog;

internal sealed record StoredObject(ObjectRecord Record, StoredContent Content);
