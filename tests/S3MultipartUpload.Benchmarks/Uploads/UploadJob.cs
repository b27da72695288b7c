using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>What one uploader process is to do.</summary>
/// <param name="Contender">The name of the uploader.</param>
/// <param name="Store">Where to.</param>
/// <param name="Key">The key of the object.</param>
/// <param name="Source">The form in which the uploader gets the bytes.</param>
/// <param name="Path">The file that holds them.</param>
/// <param name="WarmUpPath">A smaller file that is uploaded before anything is measured.</param>
/// <param name="PartSize">The part size in bytes, for the uploaders that take one.</param>
internal sealed record UploadJob(
    string Contender, StoreAddress Store, string Key, SourceKind Source, string Path, string WarmUpPath, long PartSize);
