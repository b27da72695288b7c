using System.Xml;
using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>GetBucketAcl, PutBucketAcl, GetObjectAcl and PutObjectAcl, for lists that have a name.</summary>
internal sealed class AclOperations(BucketTable buckets)
{
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public S3Reply GetBucket(S3Exchange exchange) => Describe(buckets.Get(exchange.Bucket).Record.Acl);

    public async ValueTask<S3Reply> PutBucketAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        CannedAcl acl = await ReadAsync(exchange, bucket).ConfigureAwait(false);
        bucket.Update(record => record with { Acl = acl.Name });
        return new S3Reply(200);
    }

    public S3Reply GetObject(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        ObjectRecord record = AddressedVersion.Find(exchange, bucket).Record;
        return Describe(record.Attributes.Acl).With("x-amz-version-id", bucket.VersionIdOf(record));
    }

    public async ValueTask<S3Reply> PutObjectAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        CannedAcl acl = await ReadAsync(exchange, bucket).ConfigureAwait(false);
        lock (bucket.Gate)
        {
            StoredObject stored = AddressedVersion.Find(exchange, bucket);
            ObjectRecord record = stored.Record with { Attributes = stored.Record.Attributes with { Acl = acl.Name } };
            bucket.Objects.Update(stored, record);
            return new S3Reply(200).With("x-amz-version-id", bucket.VersionIdOf(record));
        }
    }

    private static async ValueTask<CannedAcl> ReadAsync(S3Exchange exchange, Bucket bucket)
    {
        CannedAcl? named = AclReader.Read(exchange, bucket.Record);
        ReadOnlyMemory<byte> document = await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false);
        if (named is not null)
        {
            return document.IsEmpty ? named : throw new S3ErrorException(
                400, "UnexpectedContent", "This request contains unsupported content.");
        }

        return !document.IsEmpty
            ? AclReader.Parse(document, bucket.Record)
            : throw new S3ErrorException(400, "MissingSecurityHeader", "Your request was missing a required header")
            {
                Details = [("MissingHeaderName", "x-amz-acl")],
            };
    }

    private static S3Reply Describe(string? name) => S3Reply.Xml(S3Xml.Document("AccessControlPolicy", xml =>
    {
        xml.Owner();
        xml.Group("AccessControlList", list =>
        {
            foreach ((string? group, string? permission) in CannedAcl.Find(name)?.Grants ?? [])
            {
                Write(list, "Group", permission, grantee => grantee.Value("URI", group));
            }

            Write(list, "CanonicalUser", "FULL_CONTROL", grantee =>
            {
                grantee.Value("ID", S3Account.Id);
                grantee.Value("DisplayName", S3Account.Id);
            });
        });
    }));

    private static void Write(XmlWriter list, string type, string permission, Action<XmlWriter> grantee) => list.Group("Grant", grant =>
    {
        grant.WriteStartElement("Grantee");
        grant.WriteAttributeString("xsi", "type", Instance, type);
        grantee(grant);
        grant.WriteEndElement();
        grant.Value("Permission", permission);
    });
}
