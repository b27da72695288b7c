using System.Text;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>PutBucketLifecycleConfiguration, GetBucketLifecycleConfiguration and DeleteBucketLifecycle.</summary>
internal sealed class LifecycleOperations(BucketTable buckets)
{
    public async ValueTask<S3Reply> PutAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        string document = Encoding.UTF8.GetString((await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false)).Span);
        OverdueRule.ParseAll(document);
        bucket.Update(record => record with { Lifecycle = document });
        return new S3Reply(200);
    }

    public S3Reply Get(S3Exchange exchange)
    {
        string document = buckets.Get(exchange.Bucket).Record.Lifecycle
            ?? throw new S3ErrorException(404, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")
            {
                Details = [("BucketName", exchange.Bucket)],
            };
        return S3Reply.Xml(Encoding.UTF8.GetBytes(document));
    }

    public S3Reply Delete(S3Exchange exchange)
    {
        buckets.Get(exchange.Bucket).Update(record => record with { Lifecycle = null });
        return new S3Reply(204);
    }
}
