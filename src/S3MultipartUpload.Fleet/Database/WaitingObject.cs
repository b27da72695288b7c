namespace S3MultipartUpload.Fleet.Database;

/// <summary>An object that is to be stored.</summary>
/// <param name="Number">Its place in the upload.</param>
/// <param name="Key">Its key.</param>
/// <param name="Source">Its source, as it was written down: what cannot be read is the failure of this object alone.</param>
/// <param name="Attempts">How often that was tried.</param>
internal sealed record WaitingObject(long Number, string Key, string Source, int Attempts);
