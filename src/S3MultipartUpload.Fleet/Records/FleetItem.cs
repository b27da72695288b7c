namespace S3MultipartUpload.Fleet;

/// <summary>One object that the fleet is to store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Source">Where its bytes come from.</param>
public sealed record FleetItem(string Key, FleetSource Source);
