namespace S3MultipartUpload.Integrity;

/// <summary>Which checksums of a part are computed.</summary>
/// <param name="Algorithm">The one that was asked for.</param>
/// <param name="WithMD5">Whether the MD5 is computed as well, for a store that checks parts by nothing else.</param>
internal readonly record struct ChecksumChoice(PartChecksumAlgorithm Algorithm, bool WithMD5)
{
    public bool NeedsOwnMD5 => WithMD5 && Algorithm != PartChecksumAlgorithm.MD5;
}
