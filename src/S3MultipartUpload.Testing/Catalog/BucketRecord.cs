namespace S3MultipartUpload.Testing;

internal sealed record BucketRecord(string Name, DateTimeOffset Created);
