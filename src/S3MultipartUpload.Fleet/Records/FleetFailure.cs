namespace S3MultipartUpload.Fleet;

/// <summary>An object that was given up.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Reason">Why, as the last attempt said.</param>
/// <param name="Attempts">How many there were.</param>
public sealed record FleetFailure(string Key, string Reason, int Attempts);
