namespace S3MultipartUpload.Fleet.Work;

/// <summary>
/// What is sent whole, what in parts, of which size, and what is divided among the nodes. Parts are those that the node's uploader would
/// make by itself.
/// </summary>
/// <param name="uploader">The options of the uploader.</param>
/// <param name="options">The options of the node.</param>
internal sealed class SizeRules(S3MultipartUploadOptions uploader, FleetOptions options)
{
    private ServiceLimits Limits => uploader.Profile?.Limits ?? ServiceLimits.AmazonS3; // Of all that no profile was chosen for.

    /// <summary>The size of the parts of an object, in bytes.</summary>
    public long PartSizeOf(FleetUpload upload, long length) => upload.PartSize ?? uploader.PartSizer.GetPartSize(
        partNumber: 1,
        length,
        (length - 1) / uploader.MaxPartSize >= Limits.MaxParts ? Limits : Limits with { MaxPartSize = uploader.MaxPartSize });

    /// <summary>Whether it takes a multipart upload, which a node that dies leaves behind.</summary>
    public bool HasParts(FleetUpload upload, long? length) => length is { } known
        && known > (uploader.SinglePutThreshold ?? Math.Min(PartSizeOf(upload, known), Limits.MaxSinglePutSize));

    /// <summary>Whether it is divided among the nodes: what is large is, and where parts are counted, all that has some.</summary>
    public bool IsDivided(FleetUpload upload, long? length) =>
        length >= options.LargeObjectSize || (options.IsLimited(upload) && HasParts(upload, length));
}
