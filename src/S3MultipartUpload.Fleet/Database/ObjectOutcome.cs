namespace S3MultipartUpload.Fleet.Database;

/// <summary>What came of one attempt to store an object.</summary>
/// <param name="Number">Its place in the upload.</param>
/// <param name="Life">The life of the object in which the attempt began.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Manifest">The receipt, where it is stored.</param>
/// <param name="Failure">Why it is not.</param>
internal sealed record ObjectOutcome(long Number, ObjectLife Life, ObjectState State, UploadManifest? Manifest, string? Failure)
{
    public static ObjectOutcome Stored(long number, ObjectLife life, UploadManifest manifest) =>
        new(number, life, ObjectState.Stored, manifest, null);

    /// <param name="number">Its place in the upload.</param>
    /// <param name="life">See <see cref="Life"/>.</param>
    /// <param name="error">Why it is not stored.</param>
    /// <param name="isLast">Whether it is given up.</param>
    public static ObjectOutcome Failed(long number, ObjectLife life, Exception error, bool isLast) =>
        new(number, life, isLast ? ObjectState.Failed : ObjectState.Waiting, null, Shorten(error.Message));

    private static string Shorten(string text) => text.Length <= 2_000 ? text.Replace('\0', ' ') : text[..2_000].Replace('\0', ' ') + "…";
}
