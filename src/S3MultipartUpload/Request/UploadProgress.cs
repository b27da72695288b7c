namespace S3MultipartUpload;

/// <summary>How far an upload is.</summary>
/// <param name="BytesTransferred">
/// The bytes that are stored or on their way. It falls back by what was sent of a part when that part has to be sent again.
/// </param>
/// <param name="BytesStored">The bytes of the parts whose storage the store has confirmed; never falls.</param>
/// <param name="TotalBytes">The length of the source; null while it is unknown.</param>
/// <param name="PartsStored">The number of parts whose storage the store has confirmed.</param>
/// <param name="TotalParts">The number of parts; null while it is unknown.</param>
public readonly record struct UploadProgress(
    long BytesTransferred, long BytesStored, long? TotalBytes, int PartsStored, int? TotalParts)
{
    /// <summary>The share of the source that is stored or on its way, from 0 to 1; null while the length is unknown.</summary>
    public double? Fraction => TotalBytes switch
    {
        null => null,
        0 => PartsStored > 0 ? 1 : 0,
        { } total => Math.Min(1, (double)BytesTransferred / total),
    };
}
