using System.Globalization;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

internal sealed class BucketOperations(BucketTable buckets, string region)
{
    private const int MaximumBuckets = 10_000;

    public S3Reply List(S3Exchange exchange)
    {
        string? prefix = exchange.Query("prefix");
        string after = PageToken.Read(exchange.Query("continuation-token") ?? "");
        int size = PageSize(exchange);
        bool here = (exchange.Query("bucket-region") ?? region) == region;
        var rest = buckets.Snapshot().Select(bucket => bucket.Record)
            .Where(bucket => here && bucket.Name.StartsWith(prefix ?? "", StringComparison.Ordinal)
                && string.CompareOrdinal(bucket.Name, after) > 0)
            .ToList();
        return S3Reply.Xml(S3Xml.Document("ListAllMyBucketsResult", xml =>
        {
            xml.Owner();
            xml.Group("Buckets", group =>
            {
                foreach (BucketRecord bucket in rest.Take(size))
                {
                    group.Group("Bucket", entry =>
                    {
                        entry.Value("Name", bucket.Name);
                        entry.Value("CreationDate", bucket.Created);
                        entry.Value("BucketRegion", region);
                    });
                }
            });
            xml.Value("Prefix", prefix);
            xml.Value("ContinuationToken", rest.Count > size ? PageToken.Write(rest[size - 1].Name) : null);
        }));
    }

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
        string? name = LocationConstraint.NameOf(region);
        return S3Reply.Xml(S3Xml.Document("LocationConstraint", xml => xml.WriteString(name)));
    }

    private static int PageSize(S3Exchange exchange)
    {
        string? text = exchange.Query("max-buckets");
        return text is null ? MaximumBuckets
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is > 0 and <= MaximumBuckets ? size
            : throw S3Errors.InvalidArgument(
                $"Argument max-buckets must be an integer between 1 and {MaximumBuckets}", "max-buckets", text);
    }
}
