namespace S3MultipartUpload.Fleet.Database;

/// <summary>
/// One life of an object. It has another when it is retried, or begun anew; what comes of an attempt counts only in the life that it began
/// in.
/// </summary>
/// <param name="Session">The multipart upload of the object; null where it has none.</param>
/// <param name="Retries">How often it was retried; null where the attempt failed before it knew.</param>
internal readonly record struct ObjectLife(string? Session, int? Retries);
