namespace S3MultipartUpload.Testing.Catalog;

/// <summary>The copy of an archived object that can be read for a time: from when, and until when.</summary>
internal sealed record RestoredCopy(DateTimeOffset Ready, DateTimeOffset Expires)
{
    /// <summary>Whether objects of this class have to be restored before they can be read.</summary>
    public static bool IsNeededFor(string storageClass) => storageClass is "GLACIER" or "DEEP_ARCHIVE";

    public bool CanBeReadAt(DateTimeOffset now) => now >= Ready && now < Expires;
}
