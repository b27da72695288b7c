namespace S3MultipartUpload;

/// <summary>A page of unfinished uploads.</summary>
/// <param name="Uploads">The uploads, without their age.</param>
/// <param name="Next">Where the next page begins; null for the last one.</param>
/// <param name="ClockOffset">How far the store's clock is ahead of this machine's, as far as the SDK has found out.</param>
internal sealed record UploadPage(IReadOnlyList<IncompleteUpload> Uploads, UploadMarker? Next, TimeSpan ClockOffset);
