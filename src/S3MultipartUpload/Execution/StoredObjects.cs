using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload;

/// <summary>The one place that asks <see cref="IAmazonS3"/> about objects that are stored.</summary>
internal sealed class StoredObjects(IAmazonS3 client)
{
    /// <summary>The object under the key, if it is the one that the upload with this token stored; see whether its checksum agrees.</summary>
    /// <param name="target">The object.</param>
    /// <param name="proof">What tells it.</param>
    /// <param name="versionId">The version to look at; null for the newest.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<StoredObject?> FindAsync(
        ObjectSettings target, ObjectProof proof, string? versionId, CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse? answer = await HeadAsync(
            target, versionId, withChecksum: proof.Checksum is not null, cancellationToken).ConfigureAwait(false);
        return answer is not null && answer.Metadata[UploadToken.MetadataName] == proof.UploadToken && answer.ContentLength == proof.Size
            ? new StoredObject(
                answer.ETag, answer.VersionId, Location: null, ObjectChecksum.Agrees(proof.Checksum, answer.ChecksumOf(proof.Algorithm), answer.ChecksumType?.Value))
            : null;
    }

    /// <summary>What the store says of an object; null where there is none.</summary>
    public async Task<GetObjectMetadataResponse?> HeadAsync(
        ObjectSettings target, string? versionId, bool withChecksum, CancellationToken cancellationToken)
    {
        var call = new GetObjectMetadataRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            VersionId = versionId,
            ChecksumMode = withChecksum ? ChecksumMode.ENABLED : null,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            ServerSideEncryptionCustomerMethod = SdkRequests.CustomerMethodOf(target.Encryption),
            ServerSideEncryptionCustomerProvidedKey = target.Encryption?.CustomerKey,
            ServerSideEncryptionCustomerProvidedKeyMD5 = target.Encryption?.CustomerKeyMD5,
        };
        try
        {
            return await client.GetObjectMetadataAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception refused) when (withChecksum && refused.StatusCode == HttpStatusCode.Forbidden)
        {
            // To be told the checksum of an object that KMS encrypted, one must be allowed to decrypt it.
            return await HeadAsync(target, versionId, withChecksum: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The bytes of a part of a stored object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="versionId">Its version; null for the newest.</param>
    /// <param name="eTag">The ETag that it must have.</param>
    /// <param name="part">The part; it has bytes.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<GetObjectResponse> GetAsync(
        ObjectSettings target, string? versionId, string? eTag, UploadedPart part, CancellationToken cancellationToken) =>
        client.GetObjectAsync(
            new GetObjectRequest
            {
                BucketName = target.BucketName,
                Key = target.Key,
                VersionId = versionId,
                EtagToMatch = eTag,
                ByteRange = new ByteRange(part.Offset, part.Offset + part.Size - 1),
                ExpectedBucketOwner = target.ExpectedBucketOwner,
                ServerSideEncryptionCustomerMethod = SdkRequests.CustomerMethodOf(target.Encryption),
                ServerSideEncryptionCustomerProvidedKey = target.Encryption?.CustomerKey,
                ServerSideEncryptionCustomerProvidedKeyMD5 = target.Encryption?.CustomerKeyMD5,
            },
            cancellationToken);
}
