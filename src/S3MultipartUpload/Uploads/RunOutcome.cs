using S3MultipartUpload.Settlement;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>How far a run has come.</summary>
/// <param name="Store">How the attempt to store the object has ended.</param>
/// <param name="Upload">The multipart upload; null where none was opened.</param>
/// <param name="Found">The object, where an earlier run had completed it already.</param>
/// <param name="IsInCheckpoint">Whether a checkpoint names it, so that it can be resumed.</param>
/// <param name="HasReadSource">Whether bytes of the source may have been read.</param>
internal sealed record RunOutcome(StoreOutcome Store, OpenUpload? Upload, StoredObject? Found, bool IsInCheckpoint, bool HasReadSource);
