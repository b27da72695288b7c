namespace S3MultipartUpload;

/// <summary>A multipart upload that the store has opened.</summary>
/// <param name="UploadId">Its id.</param>
/// <param name="KeepsPartChecksums">The store said that it checks and keeps the parts' CRC32.</param>
/// <param name="KeepsObjectChecksum">The store said that it checks and keeps the CRC32 of the whole object.</param>
internal sealed record OpenUpload(string UploadId, bool KeepsPartChecksums, bool KeepsObjectChecksum);
