using Amazon.S3;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Request;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Sessions;

/// <summary>A session, written down.</summary>
internal sealed record SessionRecord
{
    public const int CurrentSchemaVersion = 1;

    public required int SchemaVersion { get; init; }

    public required UploadRecord Upload { get; init; }

    public string? ExpectedBucketOwner { get; init; }

    /// <summary>See <see cref="ObjectSettings.RequestPayer"/>.</summary>
    public string? RequestPayer { get; init; }

    /// <summary>See <see cref="ObjectSettings.FullObjectChecksum"/>.</summary>
    public string? FullObjectChecksum { get; init; }

    /// <summary>The parts are encrypted with a key of the customer's, which is not written down.</summary>
    public bool NeedsCustomerKey { get; init; }

    /// <summary>See <see cref="ObjectSettings.IfNoneMatch"/>: a condition holds for whoever completes the object.</summary>
    public bool IfNoneMatch { get; init; }

    /// <summary>See <see cref="ObjectSettings.IfMatch"/>.</summary>
    public string? IfMatch { get; init; }

    public static SessionRecord Of(OpenUpload upload) => new()
    {
        SchemaVersion = CurrentSchemaVersion,
        Upload = upload.Record,
        ExpectedBucketOwner = upload.Target.ExpectedBucketOwner,
        RequestPayer = upload.Target.RequestPayer?.Value,
        FullObjectChecksum = upload.Target.FullObjectChecksum,
        NeedsCustomerKey = upload.Target.Encryption?.CustomerKey is not null,
        IfNoneMatch = upload.Target.IfNoneMatch,
        IfMatch = upload.Target.IfMatch,
    };

    /// <param name="encryption">The customer's own key, which is not written down.</param>
    /// <exception cref="UploadRefusedException">The key is missing, or the session names an impossible bucket or object.</exception>
    public OpenUpload ToUpload(ServerSideEncryption? encryption)
    {
        if (NeedsCustomerKey && encryption?.CustomerKey is null)
        {
            throw new UploadRefusedException("The parts of this session are encrypted with a customer-provided key: give it again.");
        }

        var target = new UploadTarget
        {
            BucketName = Upload.BucketName,
            Key = Upload.Key,
            ExpectedBucketOwner = ExpectedBucketOwner,
            RequestPayer = RequestPayer is null ? null : new RequestPayer(RequestPayer),
            FullObjectChecksum = FullObjectChecksum,
            ChecksumAlgorithm = Upload.ChecksumAlgorithm,
            Encryption = encryption,
            IfNoneMatch = IfNoneMatch,
            IfMatch = IfMatch,
        };
        UploadTargetValidator.Validate(target);
        return new OpenUpload(target, Upload);
    }
}
