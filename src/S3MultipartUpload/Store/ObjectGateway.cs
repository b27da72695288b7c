using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Store;

/// <summary>The one place that calls <see cref="IAmazonS3"/> about whole objects. Every call makes a new request.</summary>
internal sealed class ObjectGateway(IAmazonS3 client, ProviderProfile profile, bool unsignedOverHttp = false)
{
    private readonly PayloadRules _rules = new(profile, client.Config, unsignedOverHttp);

    /// <param name="target">The object.</param>
    /// <param name="uploadToken">The upload's mark on it; null for none.</param>
    /// <param name="attempt">The bytes.</param>
    /// <param name="sendsChecksum">Whether the store knows x-amz-checksum-* of this algorithm.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<StoredObject> PutAsync(
        ObjectSettings target, string? uploadToken, PartAttempt attempt, bool sendsChecksum, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(target.BucketName);
        PartChecksum checksum = attempt.Checksum;
        string? declared = sendsChecksum ? checksum.Value : null;
        PutObjectRequest call = target.ToPutRequest(uploadToken);
        call.InputStream = _rules.BodyOf(call, attempt.Body, declared ?? checksum.MD5);
        call.AutoCloseStream = false;
        call.MD5Digest = checksum.MD5;
        call.DisableDefaultChecksumValidation = declared is null;
        call.UseChunkEncoding = false;
        call.DisablePayloadSigning = _rules.MayLeaveUnsigned(declared ?? checksum.MD5);
        call.SetChecksum(checksum.Algorithm, declared);
        if (attempt.IsWatched)
        {
            call.StreamTransferProgress += (_, progress) => attempt.OnSent(progress.TransferredBytes);
        }

        PutObjectResponse answer = UnusableAnswerException.Require(
            await client.PutObjectAsync(call, cancellationToken).ConfigureAwait(false), "PutObject");
        _rules.Check("PutObject", target, checksum, declared, answer.ETag, answer.ChecksumOf(checksum.Algorithm));
        return new StoredObject(answer.ETag, answer.VersionId, Location: null);
    }

    /// <summary>
    /// The object under the key, if it is the one that the upload with this token stored; see whether its checksum agrees.
    /// </summary>
    /// <param name="target">The object.</param>
    /// <param name="proof">What tells it.</param>
    /// <param name="versionId">The version to look at; null for the newest.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="InvalidOperationException">There is an object, and no token that would tell whose it is.</exception>
    public async Task<StoredObject?> FindAsync(
        ObjectSettings target, ObjectProof proof, string? versionId, CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse? answer = await HeadAsync(
            target, versionId, withChecksum: proof.Checksum is not null || proof.Size is null, cancellationToken).ConfigureAwait(false);
        if (answer is null || (proof.Size is { } size && answer.ContentLength != size))
        {
            return null;
        }

        if (proof.UploadToken is null)
        {
            throw new InvalidOperationException(
                $"There is an object under the key that may be this upload's, and without {nameof(ObjectSettings.HasUploadToken)} " +
                "nothing tells whether this upload has stored it.");
        }

        string? checksum = answer.ChecksumOf(proof.Algorithm);
        string? type = answer.ChecksumType?.Value;
        return answer.Metadata[UploadToken.MetadataName] != proof.UploadToken ? null : new StoredObject(
            answer.ETag, answer.VersionId, Location: null, ObjectChecksum.Agrees(proof.Checksum, checksum, type))
        {
            Size = answer.ContentLength,
            Checksum = ObjectChecksum.Of(proof.Algorithm, checksum, type),
        };
    }

    /// <summary>What the store says of an object; null where there is none.</summary>
    public async Task<GetObjectMetadataResponse?> HeadAsync(
        ObjectSettings target, string? versionId, bool withChecksum, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(target.BucketName);
        var call = new GetObjectMetadataRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            VersionId = versionId,
            ChecksumMode = withChecksum ? ChecksumMode.ENABLED : null,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            RequestPayer = target.RequestPayer,
        };
        call.SetCustomerKey(target.Encryption);
        try
        {
            return UnusableAnswerException.Require(
                await client.GetObjectMetadataAsync(call, cancellationToken).ConfigureAwait(false), "HeadObject");
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

    /// <summary>A page of the objects whose keys begin with a prefix.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="after">What the page before gave; null for the first.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The objects, and what the next page begins with; null for the last one.</returns>
    public async Task<(IReadOnlyList<ListedObject> Objects, string? Next)> ListAsync(
        string bucketName, string prefix, string? after, CancellationToken cancellationToken)
    {
        var call = new ListObjectsV2Request { BucketName = bucketName, Prefix = prefix, ContinuationToken = after };
        ListObjectsV2Response answer = UnusableAnswerException.Require(
            await client.ListObjectsV2Async(call, cancellationToken).ConfigureAwait(false), "ListObjectsV2");
        IEnumerable<ListedObject> objects = (answer.S3Objects ?? []).Select(found => new ListedObject(
            UnusableAnswerException.Require(found.Key, "ListObjectsV2", "key of an object"), found.Size ?? -1));
        return ([.. objects], answer.IsTruncated == true
            ? UnusableAnswerException.Require(answer.NextContinuationToken, "ListObjectsV2", "next continuation token")
            : null);
    }

    /// <summary>The bytes of a part of a stored object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="versionId">Its version; null for the newest.</param>
    /// <param name="eTag">The ETag that it must have.</param>
    /// <param name="part">The part; it has bytes.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<GetObjectResponse> GetAsync(
        ObjectSettings target, string? versionId, string? eTag, UploadedPart part, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(target.BucketName);
        var call = new GetObjectRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            VersionId = versionId,
            EtagToMatch = eTag,
            ByteRange = new ByteRange(part.Offset, part.Offset + part.Size - 1),
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            RequestPayer = target.RequestPayer,
        };
        call.SetCustomerKey(target.Encryption);
        return client.GetObjectAsync(call, cancellationToken);
    }
}
