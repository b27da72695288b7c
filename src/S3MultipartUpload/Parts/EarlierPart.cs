using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Parts;

/// <summary>A part that the store has from an earlier run, and whose bytes have yet to be compared with the source's.</summary>
/// <param name="Part">The part.</param>
/// <param name="MustMatch">The earlier run has confirmed it: other bytes mean that the source has changed since.</param>
internal sealed record EarlierPart(UploadedPart Part, bool MustMatch)
{
    /// <summary>
    /// Where the store keeps no checksum, the ETag of a part is its MD5; if it is something else, the part is sent again.
    /// </summary>
    public bool NeedsMD5 => Part.Checksum is null;

    public bool CanBeCompared => !NeedsMD5 || ETags.ToMD5(Part.ETag) is not null;

    public ChecksumChoice ChoiceOf(PartChecksumAlgorithm algorithm) => new(algorithm, WithMD5: NeedsMD5);

    /// <returns>The part, if it has the same bytes; null where it has others and is to be sent.</returns>
    /// <exception cref="SourceChangedException">The part has other bytes than the earlier run had read.</exception>
    public UploadedPart? Match(PartChecksum checksum)
    {
        bool isSame = NeedsMD5 ? checksum.IsETag(Part.ETag) : Part.Checksum == checksum.Value;
        return isSame ? Part with { Checksum = checksum.Value }
            : MustMatch ? throw Changed(Part.PartNumber)
            : null;
    }

    public static SourceChangedException Changed(int partNumber) => new(
        $"Part {partNumber:N0} of the source has other bytes than those stored by the run that is to be resumed.")
    {
        IsSinceCheckpoint = true,
    };
}
