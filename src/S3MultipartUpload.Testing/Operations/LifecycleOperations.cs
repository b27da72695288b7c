using System.Text;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>PutBucketLifecycleConfiguration, GetBucketLifecycleConfiguration and DeleteBucketLifecycle.</summary>
internal sealed class LifecycleOperations(BucketTable buckets)
{
    private const string MinimumSize = "x-amz-transition-default-minimum-object-size";

    public async ValueTask<S3Reply> PutAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        string minimum = exchange.Header(MinimumSize) ?? BucketRecord.AllClasses;
        if (minimum is not (BucketRecord.AllClasses or "varies_by_storage_class"))
        {
            throw S3Errors.InvalidRequest($"Invalid TransitionDefaultMinimumObjectSize found: {minimum}");
        }

        XElement configuration =
            XmlBody.Parse(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false), "LifecycleConfiguration");
        LifecycleRules.Complete(configuration);
        bucket.Update(record => record with
        {
            Lifecycle = XmlBody.Write(configuration),
            TransitionMinimumSize = minimum,
        });
        return new S3Reply(200).With(MinimumSize, minimum);
    }

    public S3Reply Get(S3Exchange exchange)
    {
        BucketRecord record = buckets.Get(exchange.Bucket).Record;
        string document = record.Lifecycle
            ?? throw new S3ErrorException(404, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")
            {
                Details = [("BucketName", exchange.Bucket)],
            };
        return S3Reply.Xml(Encoding.UTF8.GetBytes(document)).With(MinimumSize, record.TransitionMinimumSize);
    }

    public S3Reply Delete(S3Exchange exchange)
    {
        buckets.Get(exchange.Bucket).Update(record => record with { Lifecycle = null });
        return new S3Reply(204);
    }
}
