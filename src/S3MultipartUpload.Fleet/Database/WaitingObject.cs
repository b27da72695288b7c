namespace S3MultipartUpload.Fleet.Database;

/// <summary>An object that is to be stored.</summary>
/// <param name="Number">Its place in the upload.</param>
/// <param name="Key">Its key.</param>
/// <param name="Source">Its source.</param>
/// <param name="Attempts">How often that was tried.</param>
internal sealed record WaitingObject(long Number, string Key, FleetSource Source, int Attempts);
