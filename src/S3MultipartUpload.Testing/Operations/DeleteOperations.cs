using System.Xml.Linq;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Locks;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>DeleteObject and DeleteObjects.</summary>
internal sealed class DeleteOperations(BucketTable buckets, TimeProvider time)
{
    public S3Reply Delete(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        ObjectRecord? deleted = bucket.Objects.Delete(exchange.Key, exchange.Query("versionId"), time.GetUtcNow(), LockReader.Bypasses(exchange));
        var reply = new S3Reply(204);
        return deleted is null
            ? reply
            : reply.With("x-amz-version-id", bucket.VersionIdOf(deleted))
                .With("x-amz-delete-marker", deleted.IsDeleteMarker ? "true" : null);
    }

    public async ValueTask<S3Reply> DeleteManyAsync(S3Exchange exchange)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        XElement root = XmlBody.Parse(await DocumentReceiver.ReceiveAsync(exchange).ConfigureAwait(false), "Delete");
        var wanted = root.Children("Object")
            .Select(entry => (Key: entry.Text("Key") ?? throw S3Errors.MalformedXml(), VersionId: entry.Text("VersionId"))).ToList();
        if (wanted.Count is 0 or > S3Limits.MaximumPage)
        {
            throw S3Errors.MalformedXml();
        }

        List<ObjectRecord?> deleted = wanted.ConvertAll(entry => bucket.Objects.Delete(entry.Key, entry.VersionId, time.GetUtcNow()));
        bool quiet = root.Text("Quiet") == "true";
        return S3Reply.Xml(S3Xml.Document("DeleteResult", xml =>
        {
            foreach (((string Key, string? VersionId) entry, ObjectRecord? record) in quiet ? [] : wanted.Zip(deleted))
            {
                xml.Group("Deleted", group =>
                {
                    group.Value("Key", entry.Key);
                    group.Value("VersionId", entry.VersionId);
                    if (record?.IsDeleteMarker == true)
                    {
                        group.Value("DeleteMarker", true);
                        group.Value("DeleteMarkerVersionId", record.VersionId);
                    }
                });
            }
        }));
    }
}
