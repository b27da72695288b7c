using S3MultipartUpload.Benchmarks.Stores;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>What one uploader process is to do.</summary>
/// <param name="Contender">The name of the uploader.</param>
/// <param name="Store">Where to.</param>
/// <param name="Key">The key of the object; where there are several, what their keys begin with.</param>
/// <param name="Source">The form in which the uploader gets the bytes.</param>
/// <param name="Path">The file that holds them.</param>
/// <param name="PartSize">The part size in bytes, for the uploaders that take one.</param>
/// <param name="Count">How many objects of these bytes are stored.</param>
/// <param name="WarmUp">How many are stored before anything is measured.</param>
/// <param name="Program">Our command line; null where it is not needed.</param>
internal sealed record UploadJob(
    string Contender,
    StoreAddress Store,
    string Key,
    SourceKind Source,
    string Path,
    long PartSize,
    int Count = 1,
    int WarmUp = 0,
    string? Program = null);
