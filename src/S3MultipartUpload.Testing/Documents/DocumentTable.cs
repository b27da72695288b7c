using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Cors;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Documents;

/// <summary>The documents that a bucket may have. One row is all that another one needs.</summary>
internal static class DocumentTable
{
    public static readonly IReadOnlyList<StoredDocument> All =
    [
        new(CorsConfiguration.DocumentName, CorsConfiguration.Root, S3Operation.GetBucketCors)
        {
            Put = S3Operation.PutBucketCors,
            Delete = S3Operation.DeleteBucketCors,
            MaximumBytes = CorsConfiguration.MaximumBytes,
            Absent = ("NoSuchCORSConfiguration", "The CORS configuration does not exist"),
            Check = (root, _) => CorsConfiguration.Parse(root),
        },
        new("tagging", "Tagging", S3Operation.GetBucketTagging)
        {
            Put = S3Operation.PutBucketTagging,
            Delete = S3Operation.DeleteBucketTagging,
            PutStatus = 204,
            Absent = ("NoSuchTagSet", "The TagSet does not exist"),
            Check = (root, _) => DocumentChecks.Tagging(root),
        },
        new(BucketEncryption.DocumentName, BucketEncryption.Root, S3Operation.GetBucketEncryption)
        {
            Put = S3Operation.PutBucketEncryption,
            Delete = S3Operation.DeleteBucketEncryption,
            Default = BucketEncryption.WriteDefault,
            Check = (root, _) => BucketEncryption.Check(root),
        },
        new(BucketAccess.OwnershipControls, BucketAccess.OwnershipControlsRoot, S3Operation.GetBucketOwnershipControls)
        {
            Put = S3Operation.PutBucketOwnershipControls,
            Delete = S3Operation.DeleteBucketOwnershipControls,
            Absent = ("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
            Check = DocumentChecks.Ownership,
        },
        new(BucketAccess.PublicAccessBlock, BucketAccess.PublicAccessBlockRoot, S3Operation.GetPublicAccessBlock)
        {
            Put = S3Operation.PutPublicAccessBlock,
            Delete = S3Operation.DeletePublicAccessBlock,
            Absent = ("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
            Check = (root, _) => DocumentChecks.PublicAccessBlock(root),
        },
        new(BucketPolicy.DocumentName, null, S3Operation.GetBucketPolicy)
        {
            Put = S3Operation.PutBucketPolicy,
            Delete = S3Operation.DeleteBucketPolicy,
            PutStatus = 204,
            Absent = ("NoSuchBucketPolicy", "The bucket policy does not exist"),
            CheckJson = DocumentChecks.Policy,
        },
        new("notification", "NotificationConfiguration", S3Operation.GetBucketNotificationConfiguration)
        {
            Put = S3Operation.PutBucketNotificationConfiguration,
            CheckRequest = DocumentChecks.NotificationRequest,
            Default = _ => { },
        },
        new("website", "WebsiteConfiguration", S3Operation.GetBucketWebsite)
        {
            Put = S3Operation.PutBucketWebsite,
            Delete = S3Operation.DeleteBucketWebsite,
            Absent = ("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
            Check = (root, _) => DocumentChecks.Website(root),
        },
        new("logging", "BucketLoggingStatus", S3Operation.GetBucketLogging)
        {
            Put = S3Operation.PutBucketLogging,
            Default = _ => { },
        },
        new("accelerate", "AccelerateConfiguration", S3Operation.GetBucketAccelerateConfiguration)
        {
            Put = S3Operation.PutBucketAccelerateConfiguration,
            Default = _ => { },
            Check = (root, _) => DocumentChecks.OneOf(root.Text("Status"), "Enabled", "Suspended"),
        },
        new(BucketAccess.RequestPayment, BucketAccess.RequestPaymentRoot, S3Operation.GetBucketRequestPayment)
        {
            Put = S3Operation.PutBucketRequestPayment,
            Default = xml => xml.Value("Payer", "BucketOwner"),
            Check = (root, _) => DocumentChecks.OneOf(root.Text("Payer"), "BucketOwner", "Requester"),
        },
        new("replication", "ReplicationConfiguration", S3Operation.GetBucketReplication)
        {
            Absent = ("ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
        },
    ];
}
