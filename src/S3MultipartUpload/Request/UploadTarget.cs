namespace S3MultipartUpload;

/// <summary>Where an object goes, and how it is described, for uploads whose bytes come otherwise than by a source.</summary>
public sealed class UploadTarget : ObjectSettings;
