using S3MultipartUpload.Store;

namespace S3MultipartUpload.Uploads;

/// <summary>What an earlier run has left at the store.</summary>
/// <param name="Upload">Its multipart upload; null where there was no earlier run.</param>
/// <param name="Parts">Its parts, as far as the store has them.</param>
/// <param name="Stored">
/// The object, if that run had come so far as to store it. It is this source's only when the parts that are to be compared have been.
/// </param>
internal sealed record EarlierFind(OpenUpload? Upload, EarlierParts Parts, StoredObject? Stored)
{
    public static EarlierFind Nothing { get; } = new(Upload: null, EarlierParts.None, Stored: null);
}
