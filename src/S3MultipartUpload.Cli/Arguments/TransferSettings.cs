using Amazon.S3;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>What <see cref="TransferArguments"/> say.</summary>
internal sealed record TransferSettings
{
    public required StoreAddress Address { get; init; }

    public required S3MultipartUploadOptions Options { get; init; }

    public long? PartSize { get; init; }

    public PartChecksumAlgorithm? Checksum { get; init; }

    public bool IfNoneMatch { get; init; }

    public string? ContentType { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public S3StorageClass? StorageClass { get; init; }

    public S3CannedACL? Acl { get; init; }

    public ServerSideEncryption? Encryption { get; init; }

    public ICheckpointStore? Checkpoints { get; init; }

    /// <summary>The request that stores a file.</summary>
    public UploadRequest Upload(
        string bucket, string key, IPartSource source, bool mustResume = false, IProgress<UploadProgress>? progress = null) => new()
        {
            BucketName = bucket,
            Key = key,
            Source = source,
            PartSize = PartSize,
            ChecksumAlgorithm = Checksum,
            IfNoneMatch = IfNoneMatch,
            ContentType = ContentType,
            Metadata = Metadata,
            Tags = Tags,
            StorageClass = StorageClass,
            CannedAcl = Acl,
            Encryption = Encryption,
            CheckpointStore = Checkpoints,
            Resume = new ResumeOptions { RestartIfUploadNotFound = !mustResume },
            Progress = progress,
        };

    /// <summary>The request that copies.</summary>
    public CopyRequest Copy(string bucket, string key, IReadOnlyList<CopySource> sources, IProgress<UploadProgress>? progress) => new()
    {
        BucketName = bucket,
        Key = key,
        Sources = sources,
        PartSize = PartSize,
        ChecksumAlgorithm = Checksum,
        IfNoneMatch = IfNoneMatch,
        ContentType = ContentType,
        Metadata = Metadata,
        Tags = Tags,
        StorageClass = StorageClass,
        CannedAcl = Acl,
        Encryption = Encryption,
        CheckpointStore = Checkpoints,
        Resume = new ResumeOptions { RestartIfUploadNotFound = true },
        Progress = progress,
    };
}
