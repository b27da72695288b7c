namespace S3MultipartUpload.Fleet.Database;

/// <summary>What came of one attempt to store an object.</summary>
/// <param name="Number">Its place in the upload.</param>
/// <param name="Session">
/// The multipart upload that the attempt was for; null where it was for none. It has to be the object's still.
/// </param>
/// <param name="State">What has become of it.</param>
/// <param name="Manifest">The receipt, where it is stored.</param>
/// <param name="Failure">Why it is not.</param>
internal sealed record ObjectOutcome(long Number, string? Session, ObjectState State, UploadManifest? Manifest, string? Failure)
{
    public static ObjectOutcome Stored(long number, string? session, UploadManifest manifest) =>
        new(number, session, ObjectState.Stored, manifest, null);

    /// <param name="number">Its place in the upload.</param>
    /// <param name="session">See <see cref="Session"/>.</param>
    /// <param name="error">Why it is not stored.</param>
    /// <param name="isLast">Whether it is given up.</param>
    public static ObjectOutcome Failed(long number, string? session, Exception error, bool isLast) =>
        new(number, session, isLast ? ObjectState.Failed : ObjectState.Waiting, null, Shorten(error.Message));

    private static string Shorten(string text) => text.Length <= 2_000 ? text.Replace('\0', ' ') : text[..2_000].Replace('\0', ' ') + "…";
}
