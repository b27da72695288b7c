namespace S3MultipartUpload.Store;

/// <summary>What a listing says of an object.</summary>
internal sealed record ListedObject(string Key, long Size);
