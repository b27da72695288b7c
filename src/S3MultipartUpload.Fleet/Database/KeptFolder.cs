namespace S3MultipartUpload.Fleet.Database;

/// <summary>A folder, as it is kept.</summary>
internal sealed record KeptFolder(string Folder, string KeyPrefix);
