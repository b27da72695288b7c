using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

internal sealed class BucketOperations(BucketTable buckets, string region)
{
    public S3Reply List() => S3Reply.Xml(S3Xml.Document("ListAllMyBucketsResult", xml =>
    {
        xml.Owner();
        xml.Group("Buckets", group =>
        {
            foreach (BucketRecord? bucket in buckets.Snapshot().Select(bucket => bucket.Record))
            {
                group.Group("Bucket", entry =>
                {
                    entry.Value("Name", bucket.Name);
                    entry.Value("CreationDate", bucket.Created);
                });
            }
        });
    }));

    public S3Reply Head(S3Exchange exchange)
    {
        buckets.Get(exchange.Bucket);
        return new S3Reply(200).With("x-amz-bucket-region", region);
    }

    public S3Reply Delete(S3Exchange exchange)
    {
        buckets.Delete(exchange.Bucket);
        return new S3Reply(204);
    }

    public S3Reply Location(S3Exchange exchange)
    {
        buckets.Get(exchange.Bucket);

        // An empty constraint is S3's name for us-east-1.
        return S3Reply.Xml(S3Xml.Document("LocationConstraint", xml => xml.WriteString(region == S3Account.Region ? "" : region)));
    }
}
