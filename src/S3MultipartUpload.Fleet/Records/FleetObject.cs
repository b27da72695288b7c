namespace S3MultipartUpload.Fleet;

/// <summary>An object that the fleet has stored.</summary>
/// <param name="Number">Its place in the upload, from 1.</param>
/// <param name="Key">Its key.</param>
/// <param name="Manifest">Its receipt.</param>
public sealed record FleetObject(long Number, string Key, UploadManifest Manifest);
