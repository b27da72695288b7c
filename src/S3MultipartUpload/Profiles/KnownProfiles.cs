using static S3MultipartUpload.ServiceLimits;

namespace S3MultipartUpload;

/// <content>The stores that people run.</content>
public sealed partial record ProviderProfile
{
    // These two come before the profiles that name them.
    private static readonly IReadOnlyList<PartChecksumAlgorithm> EveryCrc =
        [PartChecksumAlgorithm.Crc32, PartChecksumAlgorithm.Crc32C, PartChecksumAlgorithm.Crc64Nvme];

    private static readonly IReadOnlyList<PartChecksumAlgorithm> EveryChecksum = [.. EveryCrc, PartChecksumAlgorithm.Sha256];

    /// <summary>Amazon S3. The default for a client of Amazon.</summary>
    /// <remarks>
    /// Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits", "Checking object integrity", "Conditional writes".
    /// </remarks>
    public static ProviderProfile AmazonS3 { get; } = new()
    {
        Name = nameof(AmazonS3),
        ChecksumAlgorithms = EveryChecksum,
        FullObjectAlgorithms = EveryCrc,
        ConfirmsChecksums = true,
        ConditionalWrites = true,
        HeedsCopyConditions = true,
    };

    /// <summary>Cloudflare R2: equal parts; of whole objects it keeps the CRC64NVME alone.</summary>
    /// <remarks>Source: Cloudflare R2 documentation, "Multipart upload", "Limits", "S3 API compatibility".</remarks>
    public static ProviderProfile CloudflareR2 { get; } = new()
    {
        Name = nameof(CloudflareR2),
        Limits = new ServiceLimits
        {
            MaxPartSize = (5 * GiB) - (5 * MiB),
            MaxSinglePutSize = (5 * GiB) - (5 * MiB),
            MaxObjectSize = (5 * TiB) - (5 * GiB),
        },
        EqualParts = true,
        ChecksumAlgorithms = EveryChecksum,
        FullObjectAlgorithms = [PartChecksumAlgorithm.Crc64Nvme],
        PartETagIsMD5 = true,
    };

    /// <summary>
    /// Google Cloud Storage by its XML API: no x-amz-checksum-*, conditions by headers of its own, no parts copied from objects.
    /// </summary>
    /// <remarks>
    /// Source: Google Cloud Storage documentation, "XML API multipart uploads", "HTTP headers and query string parameters for XML API".
    /// </remarks>
    public static ProviderProfile GoogleCloudStorage { get; } = new()
    {
        Name = nameof(GoogleCloudStorage),
        Limits = new ServiceLimits { MaxObjectSize = 5 * TiB },
        CopiesParts = false,
    };

    /// <summary>Backblaze B2: no x-amz-checksum-*; its sizes are decimal.</summary>
    /// <remarks>Source: Backblaze B2 documentation, "S3-Compatible API", "Large files".</remarks>
    public static ProviderProfile BackblazeB2 { get; } = new()
    {
        Name = nameof(BackblazeB2),
        Limits = new ServiceLimits { MaxPartSize = 5_000_000_000, MaxSinglePutSize = 5_000_000_000, MaxObjectSize = 10_000_000_000_000 },
    };

    /// <summary>MinIO, from 2025 on. Its FULL_OBJECT works with CRC64NVME; with the other CRCs some versions refuse the parts.</summary>
    /// <remarks>Source: MinIO documentation, "Thresholds and limits"; its releases' notes.</remarks>
    public static ProviderProfile MinIO { get; } = new()
    {
        Name = nameof(MinIO),
        Limits = new ServiceLimits { MaxObjectSize = 50 * TiB },
        ChecksumAlgorithms = EveryChecksum,
        FullObjectAlgorithms = [PartChecksumAlgorithm.Crc64Nvme],
        ConditionalWrites = true,
        HeedsCopyConditions = true,
    };

    /// <summary>Ceph RADOS Gateway. Its versions up to 18 ignore x-amz-checksum-*, all compute the MD5 of every part.</summary>
    /// <remarks>Source: Ceph documentation, "Ceph Object Gateway S3 API", and version 16.2 as it runs.</remarks>
    public static ProviderProfile CephRgw { get; } = new()
    {
        Name = nameof(CephRgw),
        PartETagIsMD5 = true,
        UncopyableCharacters = "%?",
    };

    /// <summary>OpenStack Swift by its middleware s3api: at most 1,000 parts, no x-amz-checksum-*.</summary>
    /// <remarks>
    /// Source: OpenStack Swift documentation, "S3 Compatibility", s3api's <c>max_upload_part_num</c>, and version 2.30 as it runs.
    /// </remarks>
    public static ProviderProfile OpenStackSwift { get; } = new()
    {
        Name = nameof(OpenStackSwift),
        Limits = new ServiceLimits { MaxParts = 1_000 },
        PartETagIsMD5 = true,
    };

    /// <summary>
    /// Any store that speaks S3; the default for a client with a ServiceURL of its own. It asks for checksums when a multipart upload
    /// is opened, uses them where the answer confirms them, and takes nothing else for granted.
    /// </summary>
    public static ProviderProfile S3Compatible { get; } = new()
    {
        Name = nameof(S3Compatible),
        ChecksumAlgorithms = EveryChecksum,
        FullObjectAlgorithms = EveryCrc,
        UncopyableCharacters = "%?",
    };

    /// <summary>All profiles that come with the library.</summary>
    public static IReadOnlyList<ProviderProfile> All { get; } =
        [AmazonS3, CloudflareR2, GoogleCloudStorage, BackblazeB2, MinIO, CephRgw, OpenStackSwift, S3Compatible];
}
