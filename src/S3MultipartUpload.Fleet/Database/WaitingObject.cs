namespace S3MultipartUpload.Fleet.Database;

/// <summary>An object that is to be stored.</summary>
/// <param name="Number">Its place in the upload.</param>
/// <param name="Key">Its key.</param>
/// <param name="Source">Its source, as it was written down: what cannot be read is the failure of this object alone.</param>
/// <param name="Attempts">How often that was tried.</param>
/// <param name="Life">The multipart upload that it has, where it was large and was given up, and how often it was retried.</param>
/// <param name="Identity">What the source was then, see <see cref="SourceIdentity"/>.</param>
internal sealed record WaitingObject(long Number, string Key, string Source, int Attempts, ObjectLife Life, string? Identity);
