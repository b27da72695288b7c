using System.Xml.Linq;
using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Documents;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>CreateBucket, with the settings that its headers and its document give.</summary>
internal sealed class CreateBucketOperation(BucketTable buckets, string region, TimeProvider time)
{
    private const string Tagging = "Tagging";

    public async ValueTask<S3Reply> RunAsync(S3Exchange exchange)
    {
        XElement? document = exchange.Http.Request.ContentLength > 0 || exchange.Header("Transfer-Encoding") is not null
            ? XmlBody.Parse(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false), "CreateBucketConfiguration")
            : null;
        LocationConstraint.Check(document?.Text("LocationConstraint") is { Length: > 0 } constraint ? constraint : null, region);
        if (document?.Children("Location").Any() == true || document?.Children("Bucket").Any() == true)
        {
            // A directory bucket, or a bucket in a local zone.
            throw S3Errors.NotImplemented("CreateBucketConfiguration");
        }

        bool created = buckets.Create(exchange.Bucket, time.GetUtcNow(), record => Configure(exchange, record, document));

        if (!created)
        {
            CreateAgain(exchange, document);
        }

        return new S3Reply(200).With("Location", "/" + exchange.Bucket);
    }

    /// <summary>
    /// In us-east-1, and only there, creating a bucket you own already succeeds, and resets its list. What else is asked for must be so.
    /// </summary>
    private void CreateAgain(S3Exchange exchange, XElement? document)
    {
        BucketRecord current = buckets.Get(exchange.Bucket).Record;
        BucketRecord wanted = Configure(exchange, current, document);
        if (LocationConstraint.NameOf(region) is not null
            || (wanted.ObjectLock && !current.ObjectLock)
            || wanted.Documents.Any(pair => current.Documents.GetValueOrDefault(pair.Key) != pair.Value))
        {
            throw S3Errors.BucketAlreadyOwnedByYou(exchange.Bucket);
        }

        buckets.Get(exchange.Bucket).Update(record => record with { Acl = AclReader.Read(exchange, record)?.Name });
    }

    private static bool Locks(S3Exchange exchange) =>
        "true".Equals(exchange.Header("x-amz-bucket-object-lock-enabled"), StringComparison.OrdinalIgnoreCase);

    private static BucketRecord Configure(S3Exchange exchange, BucketRecord record, XElement? document)
    {
        var documents = new Dictionary<string, string>(record.Documents);
        bool locks = Locks(exchange);
        record = record with
        {
            Acl = AclReader.Read(exchange, record)?.Name,
            Documents = documents,
            ObjectLock = locks,
            Versioning = locks ? BucketRecord.Enabled : null,
        };
        if (exchange.Header("x-amz-object-ownership") is { } ownership)
        {
            var controls = new XElement(
                BucketAccess.OwnershipControlsRoot, new XElement("Rule", new XElement("ObjectOwnership", ownership)));
            DocumentChecks.Ownership(controls, record);
            documents[BucketAccess.OwnershipControls] = XmlBody.Write(controls);
        }

        if (document?.Children("Tags").FirstOrDefault() is { } tags)
        {
            var tagging = new XElement(Tagging, new XElement("TagSet", tags.Children("Tag")));
            DocumentChecks.Tagging(tagging);
            documents["tagging"] = XmlBody.Write(tagging);
        }

        return record;
    }
}
