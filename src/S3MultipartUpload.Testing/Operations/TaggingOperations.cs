using System.Xml.Linq;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>GetObjectTagging, PutObjectTagging and DeleteObjectTagging.</summary>
internal sealed class TaggingOperations(BucketTable buckets)
{
    public S3Reply Get(S3Exchange exchange)
    {
        IReadOnlyDictionary<string, string> tags = AddressedVersion.Find(exchange, buckets.Get(exchange.Bucket)).Record.Attributes.Tags;
        return S3Reply.Xml(S3Xml.Document("Tagging", xml => xml.Group("TagSet", set =>
        {
            foreach ((string? name, string? value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            {
                set.Group("Tag", tag =>
                {
                    tag.Value("Key", name);
                    tag.Value("Value", value);
                });
            }
        })));
    }

    public async ValueTask<S3Reply> PutAsync(S3Exchange exchange)
    {
        XElement root = XmlBody.Parse(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false), "Tagging");
        Set(exchange, TagSet.Read(root));
        return new S3Reply(200);
    }

    public S3Reply Delete(S3Exchange exchange)
    {
        Set(exchange, TagSet.Create([]));
        return new S3Reply(204);
    }

    private void Set(S3Exchange exchange, IReadOnlyDictionary<string, string> tags)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        lock (bucket.Gate)
        {
            StoredObject stored = AddressedVersion.Find(exchange, bucket);
            bucket.Objects.Update(stored, stored.Record with { Attributes = stored.Record.Attributes with { Tags = tags } });
        }
    }
}
