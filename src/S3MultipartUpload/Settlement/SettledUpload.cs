using S3MultipartUpload.Store;

namespace S3MultipartUpload.Settlement;

/// <summary>What has become of an upload, as far as can be known.</summary>
/// <param name="Stored">The object; null where it is not known to be stored as it was sent.</param>
/// <param name="Parts">The parts of the object.</param>
/// <param name="State">What is left at the store, where this run or session has not stored the object.</param>
/// <param name="Error">The first error; null where this run or session has stored the object.</param>
internal sealed record SettledUpload(StoredObject? Stored, IReadOnlyList<UploadedPart> Parts, FailedUploadState State, Exception? Error)
{
    public static SettledUpload Success(StoredObject stored, IReadOnlyList<UploadedPart> parts) =>
        new(stored, parts, FailedUploadState.None, Error: null);

    /// <summary>The object is stored, but not by the one who asks.</summary>
    public static SettledUpload CompletedElsewhere(StoredObject stored, Exception error) =>
        new(stored, [], FailedUploadState.Completed, error);

    public static SettledUpload Failure(FailedUploadState state, Exception error) => new(Stored: null, [], state, error);
}
