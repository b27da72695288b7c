using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Documents;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>Sends each operation to the code that does it.</summary>
internal sealed class OperationSet(BucketTable buckets, IBlobStore blobs, EndpointRules rules, TimeProvider time)
{
    private readonly BucketOperations _buckets = new(buckets, rules.Region);
    private readonly CreateBucketOperation _createBucket = new(buckets, rules.Region, time);
    private readonly DocumentOperations _documents = new(buckets);
    private readonly AclOperations _acls = new(buckets);
    private readonly LockOperations _locks = new(buckets, time);
    private readonly RestoreOperation _restore = new(buckets, rules.RestoreDelay, time);
    private readonly ListObjectsOperations _listings = new(buckets);
    private readonly ReadOperations _reads = new(buckets);
    private readonly WriteOperations _writes = new(buckets, new BodyReceiver(blobs), new ObjectWriter(blobs, time));
    private readonly CopyOperation _copy = new(buckets, new BodyReceiver(blobs), new ObjectWriter(blobs, time));
    private readonly UploadOperations _uploads = new(buckets, time);
    private readonly PartOperations _parts = new(buckets, new BodyReceiver(blobs), blobs, time);
    private readonly ListPartsOperation _listParts = new(buckets);
    private readonly DeleteOperations _deletes = new(buckets, time);
    private readonly VersionOperations _versions = new(buckets);
    private readonly LifecycleOperations _lifecycle = new(buckets);
    private readonly TaggingOperations _tagging = new(buckets);
    private readonly AttributeOperations _attributes = new(buckets);
    private readonly CompleteOperation _complete = new(buckets, rules.MinimumPartSize, time);

    public async ValueTask<S3Reply> RunAsync(S3Exchange exchange)
    {
        if (exchange.Header("x-amz-expected-bucket-owner") is { } owner && owner != S3Account.Id)
        {
            throw S3Errors.AccessDenied();
        }

        CheckQuery(exchange);
        RequestAccess.Check(exchange, buckets);
        bool charged = RequesterPays.Check(exchange, buckets);
        if (exchange.UploadVanishes)
        {
            _uploads.Abort(exchange);
        }

        S3Reply reply = await _documents.TryRunAsync(exchange).ConfigureAwait(false) ?? await DispatchAsync(exchange).ConfigureAwait(false);
        return reply.With("x-amz-request-charged", charged ? "requester" : null);
    }

    private static void CheckQuery(S3Exchange exchange)
    {
        if (exchange.Query("versionId") is "")
        {
            throw S3Errors.InvalidArgument("Version id cannot be the empty string", "versionId", "");
        }

        if (exchange.Query("encoding-type") is { } encoding and not ("url" or ""))
        {
            throw S3Errors.InvalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encoding);
        }
    }

    private async ValueTask<S3Reply> DispatchAsync(S3Exchange exchange) => exchange.Operation switch
    {
        S3Operation.ListBuckets => _buckets.List(exchange),
        S3Operation.CreateBucket => await _createBucket.RunAsync(exchange).ConfigureAwait(false),
        S3Operation.HeadBucket => _buckets.Head(exchange),
        S3Operation.DeleteBucket => _buckets.Delete(exchange),
        S3Operation.GetBucketLocation => _buckets.Location(exchange),
        S3Operation.GetBucketVersioning => _versions.Get(exchange),
        S3Operation.PutBucketVersioning => await _versions.PutAsync(exchange).ConfigureAwait(false),
        S3Operation.ListObjectVersions => _versions.List(exchange),
        S3Operation.GetBucketLifecycleConfiguration => _lifecycle.Get(exchange),
        S3Operation.PutBucketLifecycleConfiguration => await _lifecycle.PutAsync(exchange).ConfigureAwait(false),
        S3Operation.DeleteBucketLifecycle => _lifecycle.Delete(exchange),
        S3Operation.ListObjects => _listings.ListObjects(exchange),
        S3Operation.ListObjectsV2 => _listings.ListObjectsV2(exchange),
        S3Operation.PutObject => await _writes.PutAsync(exchange).ConfigureAwait(false),
        S3Operation.CopyObject => await _copy.RunAsync(exchange).ConfigureAwait(false),
        S3Operation.GetObject => _reads.Get(exchange),
        S3Operation.HeadObject => _reads.Head(exchange),
        S3Operation.DeleteObject => _deletes.Delete(exchange),
        S3Operation.DeleteObjects => await _deletes.DeleteManyAsync(exchange).ConfigureAwait(false),
        S3Operation.GetObjectAttributes => _attributes.Get(exchange),
        S3Operation.GetObjectTagging => _tagging.Get(exchange),
        S3Operation.PutObjectTagging => await _tagging.PutAsync(exchange).ConfigureAwait(false),
        S3Operation.DeleteObjectTagging => _tagging.Delete(exchange),
        S3Operation.CreateMultipartUpload => _uploads.Create(exchange),
        S3Operation.UploadPart => await _parts.UploadAsync(exchange).ConfigureAwait(false),
        S3Operation.UploadPartCopy => await _parts.CopyAsync(exchange).ConfigureAwait(false),
        S3Operation.ListParts => _listParts.Run(exchange),
        S3Operation.ListMultipartUploads => _uploads.List(exchange),
        S3Operation.CompleteMultipartUpload => await _complete.RunAsync(exchange).ConfigureAwait(false),
        S3Operation.AbortMultipartUpload => _uploads.Abort(exchange),
        S3Operation.GetBucketAcl => _acls.GetBucket(exchange),
        S3Operation.PutBucketAcl => await _acls.PutBucketAsync(exchange).ConfigureAwait(false),
        S3Operation.GetObjectAcl => _acls.GetObject(exchange),
        S3Operation.PutObjectAcl => await _acls.PutObjectAsync(exchange).ConfigureAwait(false),
        S3Operation.GetObjectLockConfiguration => _locks.GetConfiguration(exchange),
        S3Operation.PutObjectLockConfiguration => await _locks.PutConfigurationAsync(exchange).ConfigureAwait(false),
        S3Operation.GetObjectRetention => _locks.GetRetention(exchange),
        S3Operation.PutObjectRetention => await _locks.PutRetentionAsync(exchange).ConfigureAwait(false),
        S3Operation.GetObjectLegalHold => _locks.GetLegalHold(exchange),
        S3Operation.PutObjectLegalHold => await _locks.PutLegalHoldAsync(exchange).ConfigureAwait(false),
        S3Operation.RestoreObject => await _restore.RunAsync(exchange).ConfigureAwait(false),
        _ => throw S3Errors.NotImplemented(exchange.Target.Query.Keys.FirstOrDefault() ?? exchange.Http.Request.Method),
    };
}
