namespace S3MultipartUpload;

/// <summary>One attempt to send a part: a body of its own, at its first byte.</summary>
/// <param name="Range">The part.</param>
/// <param name="Body">The bytes; the attempt's owner disposes it.</param>
/// <param name="Checksum">The checksum of the bytes.</param>
/// <param name="OnSent">To be told how many bytes of this attempt have been sent.</param>
internal sealed record PartAttempt(PartRange Range, Stream Body, PartChecksum Checksum, Action<long> OnSent)
{
    /// <summary>The part number is ours: a store need not repeat it.</summary>
    public UploadedPart StoredAs(string eTag) => new(Range.PartNumber, Range.Offset, Range.Length, eTag, PartChecksum.Base64(Checksum.Crc32));
}
