namespace S3MultipartUpload.Store;

/// <summary>Where a page of incomplete uploads begins: after this upload.</summary>
/// <param name="Key">Its key.</param>
/// <param name="UploadId">Its id; null where the store gives none, as S3's directory buckets do.</param>
internal sealed record UploadMarker(string Key, string? UploadId);
