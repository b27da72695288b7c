using System.Globalization;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

internal sealed class BucketOperations(BucketTable buckets, TimeProvider time)
{
    private const int MaximumBuckets = 10_000;

    public S3Reply List(S3Exchange exchange)
    {
        string? prefix = exchange.Query("prefix");
        string after = PageToken.Read(exchange.Query("continuation-token") ?? "");
        int size = PageSize(exchange);
        bool here = exchange.Query("bucket-region") is null or S3Account.Region;
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
                        entry.Value("BucketRegion", S3Account.Region);
                    });
                }
            });
            xml.Value("Prefix", prefix);
            xml.Value("ContinuationToken", rest.Count > size ? PageToken.Write(rest[size - 1].Name) : null);
        }));
    }

    public async ValueTask<S3Reply> CreateAsync(S3Exchange exchange)
    {
        LocationConstraint.Check(await ReadConstraintAsync(exchange).ConfigureAwait(false), S3Account.Region);

        // In us-east-1, and only there, creating a bucket you own already succeeds.
        buckets.Create(exchange.Bucket, time.GetUtcNow());
        return new S3Reply(200).With("Location", "/" + exchange.Bucket);
    }

    public S3Reply Head(S3Exchange exchange)
    {
        buckets.Get(exchange.Bucket);
        return new S3Reply(200).With("x-amz-bucket-region", S3Account.Region);
    }

    public S3Reply Delete(S3Exchange exchange)
    {
        buckets.Delete(exchange.Bucket);
        return new S3Reply(204);
    }

    public S3Reply Location(S3Exchange exchange)
    {
        buckets.Get(exchange.Bucket);
        string? name = LocationConstraint.NameOf(S3Account.Region);
        return S3Reply.Xml(S3Xml.Document("LocationConstraint", xml => xml.WriteString(name)));
    }

    private static async ValueTask<string?> ReadConstraintAsync(S3Exchange exchange)
    {
        if (exchange.Http.Request.ContentLength is null or 0)
        {
            return null;
        }

        ReadOnlyMemory<byte> document = await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false);
        if (document.IsEmpty)
        {
            return null;
        }

        XElement root = XmlBody.Parse(document, "CreateBucketConfiguration");
        return root.Elements().FirstOrDefault(child => child.Name.LocalName != "LocationConstraint") is { } unknown
            ? throw S3Errors.NotImplemented(unknown.Name.LocalName)
            : root.Text("LocationConstraint") is { Length: > 0 } constraint ? constraint : null;
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
