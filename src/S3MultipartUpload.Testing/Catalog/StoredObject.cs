namespace S3MultipartUpload.Testing;

internal sealed record StoredObject(ObjectRecord Record, StoredContent Content);
