using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>The object a request is about: the version that its query names, or the current one.</summary>
internal static class AddressedVersion
{
    public static StoredObject Find(S3Exchange exchange, Bucket bucket)
    {
        string? versionId = exchange.Query("versionId");
        StoredObject? stored = bucket.Objects.FindVersion(exchange.Key, versionId);
        if (stored is null)
        {
            throw versionId is null ? S3Errors.NoSuchKey(exchange.Key) : S3Errors.NoSuchVersion(exchange.Key, versionId);
        }

        return stored.Record.IsDeleteMarker
            ? throw S3Errors.DeleteMarker(exchange.Key, exchange.Http.Request.Method, versionId is not null)
            : stored;
    }
}
