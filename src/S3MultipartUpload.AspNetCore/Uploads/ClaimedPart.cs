namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>What a browser says of a part that it has sent.</summary>
/// <param name="ETag">As the store told it.</param>
/// <param name="Checksum">The CRC-32 of its bytes in base64; null where the browser computes none.</param>
internal sealed record ClaimedPart(string ETag, string? Checksum);
