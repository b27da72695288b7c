using System.Xml.Linq;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>The access control list that a request gives an object or a bucket, where the bucket allows one.</summary>
internal static class AclReader
{
    private const string Header = "x-amz-acl";
    private static readonly XName Type = XName.Get("type", "http://www.w3.org/2001/XMLSchema-instance");

    /// <summary>Reads the headers of a request that writes; null where it gives none.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="bucket">The settings of the bucket.</param>
    public static CannedAcl? Read(S3Exchange exchange, BucketRecord bucket)
    {
        if (exchange.Header(Header) is not { } given)
        {
            return null;
        }

        if (given is "aws-exec-read")
        {
            throw S3Errors.NotImplemented(Header);
        }

        return Allowed(CannedAcl.Find(given) ?? throw S3Errors.InvalidArgument("", Header, given), bucket);
    }

    /// <summary>Reads the document of a request that sets a list; of those that can be written, the ones which have a name.</summary>
    public static CannedAcl Parse(ReadOnlyMemory<byte> document, BucketRecord bucket)
    {
        IEnumerable<XElement> grants = XmlBody.Parse(document, "AccessControlPolicy").Children("AccessControlList")
            .SelectMany(list => list.Children("Grant"));
        bool ownersOwn = false;
        var groups = new HashSet<(string, string)>();
        foreach (XElement grant in grants)
        {
            XElement grantee = grant.Children("Grantee").FirstOrDefault() ?? throw MalformedAcl();
            string permission = grant.Text("Permission") ?? throw MalformedAcl();
            if (grantee.Attribute(Type)?.Value == "Group" && grantee.Text("URI") is { } group)
            {
                groups.Add((group, permission));
            }
            else if (grantee.Text("ID") == S3Account.Id && permission == "FULL_CONTROL")
            {
                ownersOwn = true;
            }
            else
            {
                throw S3Errors.NotImplemented("Grant");
            }
        }

        return ownersOwn && CannedAcl.Find(groups) is { } acl ? Allowed(acl, bucket) : throw S3Errors.NotImplemented("Grant");
    }

    private static CannedAcl Allowed(CannedAcl acl, BucketRecord bucket)
    {
        if (BucketAccess.DisablesAcls(bucket) && acl.Name != "bucket-owner-full-control")
        {
            throw new S3ErrorException(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
        }

        return acl.IsPublic && BucketAccess.Blocks(bucket, "BlockPublicAcls") ? throw S3Errors.AccessDenied() : acl;
    }

    private static S3ErrorException MalformedAcl() => new(
        400, "MalformedACLError", "The XML you provided was not well-formed or did not validate against our published schema");
}
