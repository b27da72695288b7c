using System.Text;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>What the stored documents of a bucket say of access to it.</summary>
internal static class BucketAccess
{
    public const string PublicAccessBlock = "publicAccessBlock";
    public const string PublicAccessBlockRoot = "PublicAccessBlockConfiguration";
    public const string OwnershipControls = "ownershipControls";
    public const string OwnershipControlsRoot = "OwnershipControls";
    public const string RequestPayment = "requestPayment";
    public const string RequestPaymentRoot = "RequestPaymentConfiguration";

    /// <summary>Whether the bucket's block of public access has this setting on; without a block, none is.</summary>
    public static bool Blocks(BucketRecord bucket, string setting) =>
        Read(bucket, PublicAccessBlock, PublicAccessBlockRoot)?.Text(setting) == "true";

    /// <summary>Whether the owner of the bucket owns all that is in it, so that no other list counts (BucketOwnerEnforced).</summary>
    public static bool DisablesAcls(BucketRecord bucket) =>
        Read(bucket, OwnershipControls, OwnershipControlsRoot)?.Children("Rule").FirstOrDefault()?.Text("ObjectOwnership")
            == "BucketOwnerEnforced";

    /// <summary>Whether who asks pays, rather than the bucket's owner.</summary>
    public static bool RequesterPays(BucketRecord bucket) =>
        Read(bucket, RequestPayment, RequestPaymentRoot)?.Text("Payer") == "Requester";

    private static XElement? Read(BucketRecord bucket, string name, string root) => bucket.Documents.TryGetValue(name, out string? document)
        ? XmlBody.Parse(Encoding.UTF8.GetBytes(document), root)
        : null;
}
