using System.Xml.Linq;
using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Documents;

/// <summary>What S3 refuses in the documents of a bucket.</summary>
internal static class DocumentChecks
{
    private const int MaximumTags = 50;

    public static void Tagging(XElement root)
    {
        if (root.Children("TagSet").SelectMany(set => set.Children("Tag")).Count() > MaximumTags)
        {
            throw new S3ErrorException(400, "BadRequest", $"Bucket tag count cannot be greater than {MaximumTags}");
        }

        TagSet.Read(root, MaximumTags);
    }

    public static void Ownership(XElement root, BucketRecord bucket)
    {
        string?[] rules = [.. root.Children("Rule").Select(rule => rule.Text("ObjectOwnership"))];
        string? ownership = rules.Length == 1 ? rules[0] : null;
        OneOf(ownership, "BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter");
        if (ownership == "BucketOwnerEnforced" && CannedAcl.Find(bucket.Acl)?.Grants.Length > 0)
        {
            throw new S3ErrorException(
                400,
                "InvalidBucketAclWithObjectOwnership",
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
        }
    }

    public static void PublicAccessBlock(XElement root)
    {
        foreach (string setting in
            (string[])["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"])
        {
            OneOf(root.Text(setting) ?? "false", "true", "false");
        }
    }

    /// <summary>Nobody is asked whether he takes what he is told of, so nobody can be promised that.</summary>
    public static void NotificationRequest(S3Exchange exchange)
    {
        const string Header = "x-amz-skip-destination-validation";
        if (exchange.Header(Header) is { } skips && !skips.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.NotImplemented(Header);
        }
    }

    public static void Website(XElement root)
    {
        bool hasIndex = root.Children("IndexDocument").FirstOrDefault()?.Text("Suffix") is { Length: > 0 };
        if (!hasIndex && !root.Children("RedirectAllRequestsTo").Any())
        {
            throw S3Errors.InvalidArgument(
                "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty", "IndexDocument", "null");
        }
    }

    public static void Policy(ReadOnlyMemory<byte> document, BucketRecord bucket)
    {
        if (BucketPolicy.Parse(document).IsPublic && BucketAccess.Blocks(bucket, "BlockPublicPolicy"))
        {
            throw S3Errors.AccessDenied();
        }
    }

    /// <exception cref="S3ErrorException">MalformedXML.</exception>
    public static void OneOf(string? value, params string[] allowed)
    {
        if (!allowed.Contains(value))
        {
            throw S3Errors.MalformedXml();
        }
    }
}
