namespace S3MultipartUpload;

/// <summary>Chooses how large the parts of an upload are.</summary>
/// <remarks>
/// The rules are kept around every sizer: a size that breaks the store's limits or
/// <see cref="S3MultipartUploadOptions.MaxPartSize"/> is refused: before the first request where the length is known, else when the
/// part comes up.
/// </remarks>
public interface IPartSizer
{
    /// <summary>Gives the size of a part in bytes. The last part of an object may turn out smaller.</summary>
    /// <param name="partNumber">
    /// The part, from 1. Where <paramref name="length"/> is known only part 1 is asked about: all parts but the last are equal.
    /// </param>
    /// <param name="length">The length of the source in bytes; null when it is not known before it is read.</param>
    /// <param name="limits">
    /// The limits in force: the store's, with <see cref="S3MultipartUploadOptions.MaxPartSize"/> as the largest part size unless the
    /// object needs larger parts.
    /// </param>
    /// <returns>The size of the part in bytes.</returns>
    long GetPartSize(int partNumber, long? length, ServiceLimits limits);
}
