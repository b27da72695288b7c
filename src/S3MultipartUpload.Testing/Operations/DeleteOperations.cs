using System.Xml.Linq;
using S3MultipartUpload.Testing.Access;
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
        string? versionId = exchange.Query("versionId");
        var conditions = WriteConditions.ReadForDelete(exchange.Header, versionId);
        ObjectRecord? deleted =
            bucket.Objects.Delete(exchange.Key, versionId, conditions, time.GetUtcNow(), LockReader.Bypasses(exchange));
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
        var wanted = root.Children("Object").Select(Wanted.Parse).ToList();
        if (wanted.Count is 0 or > S3Limits.MaximumPage)
        {
            throw S3Errors.MalformedXml();
        }

        List<(Wanted Entry, ObjectRecord? Record, S3ErrorException? Error)> outcomes = wanted.ConvertAll(entry =>
            Delete(exchange, bucket, entry));
        bool quiet = root.Text("Quiet") == "true";
        return S3Reply.Xml(S3Xml.Document("DeleteResult", xml =>
        {
            foreach ((Wanted entry, ObjectRecord? record, S3ErrorException? error) in outcomes.Where(one => !quiet || one.Error != null))
            {
                xml.Group(error is null ? "Deleted" : "Error", group =>
                {
                    group.Value("Key", entry.Key);
                    group.Value("VersionId", entry.VersionId);
                    group.Value("Code", error?.Code);
                    group.Value("Message", error?.Message);
                    if (record?.IsDeleteMarker == true)
                    {
                        group.Value("DeleteMarker", true);
                        group.Value("DeleteMarkerVersionId", record.VersionId);
                    }
                });
            }
        }));
    }

    /// <summary>One refusal does not keep the others from being deleted.</summary>
    private (Wanted Entry, ObjectRecord? Record, S3ErrorException? Error) Delete(
        S3Exchange exchange, Bucket bucket, Wanted entry)
    {
        try
        {
            RequestAccess.CheckDelete(exchange, bucket, entry.Key, entry.VersionId);
            bool bypasses = LockReader.Bypasses(exchange);
            return (entry, bucket.Objects.Delete(entry.Key, entry.VersionId, entry.Conditions, time.GetUtcNow(), bypasses), null);
        }
        catch (S3ErrorException error)
        {
            return (entry, null, error);
        }
    }

    /// <summary>An object as the client lists it, with the ETag that it is to have.</summary>
    private sealed record Wanted(string Key, string? VersionId, WriteConditions Conditions)
    {
        public static Wanted Parse(XElement element)
        {
            string key = element.Text("Key") ?? throw S3Errors.MalformedXml();
            string? versionId = element.Text("VersionId");
            if (versionId is "")
            {
                throw S3Errors.InvalidArgument("Version id cannot be the empty string", "versionId", "");
            }

            string? eTag = element.Text("ETag");

            // Only directory buckets know the first two, and only the current version is compared.
            string? unknown = element.Text("Size") is not null ? "Size" : element.Text("LastModifiedTime") is not null ? "LastModifiedTime"
                : eTag is not null && versionId is not null ? "ETag" : null;
            return unknown is null
                ? new Wanted(key, versionId, new WriteConditions(eTag, null))
                : throw S3Errors.NotImplemented(unknown);
        }
    }
}
