using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload;

/// <summary>
/// The one place that calls <see cref="IAmazonS3"/> to store an object. Every call makes a new request: the SDK alters the ones it is given.
/// </summary>
internal sealed class S3Gateway(IAmazonS3 client, ProviderProfile profile)
{
    private readonly bool _mayLeavePayloadUnsigned = profile.UnsignedPayload && StoreEndpoint.IsHttps(client.Config);

    /// <summary>
    /// Whether the ETags that the store gives to this object's parts are the MD5s of their bytes. With keys of KMS or the customer's
    /// they are not.
    /// </summary>
    public static bool ProvesBytesByETag(ProviderProfile profile, ObjectSettings target) =>
        profile.PartETagIsMD5 && target.Encryption is null or { CustomerKey: null, Method.Value: "AES256" };

    public async Task<OpenUpload> CreateAsync(
        ObjectSettings target, string uploadToken, PartChecksumAlgorithm algorithm, CancellationToken cancellationToken)
    {
        InitiateMultipartUploadRequest call = target.ToInitiateRequest(uploadToken);
        string? name = profile.ChecksumAlgorithms.Contains(algorithm) ? algorithm.S3Name() : null;
        if (name is not null)
        {
            call.ChecksumAlgorithm = new ChecksumAlgorithm(name);
            call.ChecksumType = profile.FullObjectAlgorithms.Contains(algorithm) ? ChecksumType.FULL_OBJECT : ChecksumType.COMPOSITE;
        }

        InitiateMultipartUploadResponse? answer = await client.InitiateMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false);
        string uploadId = UnusableAnswerException.Require(answer?.UploadId, "CreateMultipartUpload", "upload id");

        // A store that knows nothing of checksums says nothing of them; nothing after this must name them there.
        bool keepsChecksums = name is not null && answer?.ChecksumAlgorithm?.Value == name;
        return new OpenUpload
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = uploadId,
            UploadToken = uploadToken,
            ChecksumAlgorithm = algorithm,
            KeepsPartChecksums = keepsChecksums,
            ChecksumType = keepsChecksums && answer?.ChecksumType == call.ChecksumType ? call.ChecksumType.Value : null,
        };
    }

    public async Task<UploadedPart> UploadPartAsync(
        ObjectSettings target, OpenUpload upload, PartAttempt attempt, CancellationToken cancellationToken)
    {
        PartChecksum checksum = attempt.Checksum;
        string? declared = upload.KeepsPartChecksums ? checksum.Value : null;
        var call = new UploadPartRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = upload.UploadId,
            PartNumber = attempt.Range.PartNumber,
            PartSize = attempt.Range.Length,
            InputStream = attempt.Body,
            MD5Digest = checksum.MD5,
            DisableDefaultChecksumValidation = declared is null,
            UseChunkEncoding = false,
            DisablePayloadSigning = _mayLeavePayloadUnsigned && (declared ?? checksum.MD5) is not null,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            ServerSideEncryptionCustomerMethod = SdkRequests.CustomerMethodOf(target.Encryption),
            ServerSideEncryptionCustomerProvidedKey = target.Encryption?.CustomerKey,
            ServerSideEncryptionCustomerProvidedKeyMD5 = target.Encryption?.CustomerKeyMD5,
        };
        call.SetChecksum(checksum.Algorithm, declared);
        if (attempt.IsWatched)
        {
            call.StreamTransferProgress += (_, progress) => attempt.OnSent(progress.TransferredBytes);
        }

        UploadPartResponse? answer = await client.UploadPartAsync(call, cancellationToken).ConfigureAwait(false);
        string eTag = UnusableAnswerException.Require(answer?.ETag, "UploadPart", "ETag");
        UnusableAnswerException.RequireSame(declared, answer.ChecksumOf(checksum.Algorithm), profile.ConfirmsChecksums, "UploadPart");
        RequireETag(target, checksum, eTag, "UploadPart");
        return attempt.StoredAs(eTag);
    }

    public async Task<StoredObject> CompleteAsync(
        ObjectSettings target, OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken)
    {
        ObjectChecksum? expected = upload.ProofOf(manifest.Parts).Checksum;
        var call = new CompleteMultipartUploadRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = upload.UploadId,
            MpuObjectSize = manifest.Size,
            PartETags = [.. manifest.Parts.Select(part => new PartETag(part.PartNumber, part.ETag)
                .WithChecksum(upload.ChecksumAlgorithm, upload.KeepsPartChecksums ? part.Checksum : null))],
            ChecksumType = expected is null ? null : new ChecksumType(expected.Type),
            IfNoneMatch = target.IfNoneMatch ? "*" : null,
            IfMatch = target.IfMatch,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            SSECustomerAlgorithm = SdkRequests.CustomerMethodOf(target.Encryption)?.Value,
            SSECustomerKey = target.Encryption?.CustomerKey,
            SSECustomerKeyMD5 = target.Encryption?.CustomerKeyMD5,
        };

        // A composite one follows from the parts' that the store is given anyway.
        call.SetChecksum(upload.ChecksumAlgorithm, expected?.Type == PartChecksumAlgorithms.FullObject ? expected.Value : null);
        CompleteMultipartUploadResponse? answer = await client.CompleteMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false);
        return new StoredObject(
            answer?.ETag,
            answer?.VersionId,
            answer?.Location,
            ObjectChecksum.Agrees(expected, answer.ChecksumOf(upload.ChecksumAlgorithm), answer?.ChecksumType?.Value));
    }

    /// <param name="target">The object.</param>
    /// <param name="uploadToken">The upload's mark on it.</param>
    /// <param name="attempt">The bytes.</param>
    /// <param name="sendsChecksum">Whether the store knows x-amz-checksum-* of this algorithm.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<StoredObject> PutAsync(
        ObjectSettings target, string uploadToken, PartAttempt attempt, bool sendsChecksum, CancellationToken cancellationToken)
    {
        PartChecksum checksum = attempt.Checksum;
        string? declared = sendsChecksum ? checksum.Value : null;
        PutObjectRequest call = target.ToPutRequest(uploadToken);
        call.InputStream = attempt.Body;
        call.AutoCloseStream = false;
        call.MD5Digest = checksum.MD5;
        call.DisableDefaultChecksumValidation = declared is null;
        call.UseChunkEncoding = false;
        call.DisablePayloadSigning = _mayLeavePayloadUnsigned && (declared ?? checksum.MD5) is not null;
        call.SetChecksum(checksum.Algorithm, declared);
        if (attempt.IsWatched)
        {
            call.StreamTransferProgress += (_, progress) => attempt.OnSent(progress.TransferredBytes);
        }

        PutObjectResponse? answer = await client.PutObjectAsync(call, cancellationToken).ConfigureAwait(false);
        string eTag = UnusableAnswerException.Require(answer?.ETag, "PutObject", "ETag");
        UnusableAnswerException.RequireSame(declared, answer.ChecksumOf(checksum.Algorithm), profile.ConfirmsChecksums, "PutObject");
        RequireETag(target, checksum, eTag, "PutObject");
        return new StoredObject(eTag, answer?.VersionId, Location: null);
    }

    /// <summary>An upload that is gone already is aborted, too.</summary>
    public async Task AbortAsync(ObjectSettings target, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            var call = new AbortMultipartUploadRequest
            {
                BucketName = target.BucketName,
                Key = target.Key,
                UploadId = uploadId,
                ExpectedBucketOwner = target.ExpectedBucketOwner,
            };
            await client.AbortMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception gone) when (IsGone(gone))
        {
        }
    }

    /// <summary>A page of the parts that the store has.</summary>
    /// <returns>The parts, and the number after which the next page begins; null where there is none.</returns>
    public async Task<(IReadOnlyList<StoredPart> Parts, int? Next)> ListPartsAsync(
        ObjectSettings target, OpenUpload upload, int? after, CancellationToken cancellationToken)
    {
        var call = new ListPartsRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = upload.UploadId,
            PartNumberMarker = after?.ToString(CultureInfo.InvariantCulture),
            MaxParts = profile.PageSize,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            SSECustomerAlgorithm = SdkRequests.CustomerMethodOf(target.Encryption)?.Value,
            SSECustomerKey = target.Encryption?.CustomerKey,
            SSECustomerKeyMD5 = target.Encryption?.CustomerKeyMD5,
        };
        ListPartsResponse? page = await client.ListPartsAsync(call, cancellationToken).ConfigureAwait(false);
        return (
            [.. (page?.Parts ?? []).Select(part => new StoredPart { PartNumber = part.PartNumber ?? 0, Size = part.Size ?? -1, ETag = part.ETag ?? "", Checksum = part.ChecksumOf(upload.ChecksumAlgorithm) })],
            page?.IsTruncated == true ? page.NextPartNumberMarker ?? page.Parts?.LastOrDefault()?.PartNumber ?? 0 : null);
    }

    /// <summary>Whether the store still knows the upload.</summary>
    public async Task<bool> ExistsAsync(ObjectSettings target, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            var call = new ListPartsRequest
            {
                BucketName = target.BucketName,
                Key = target.Key,
                UploadId = uploadId,
                MaxParts = 1,
                ExpectedBucketOwner = target.ExpectedBucketOwner,
            };
            return await client.ListPartsAsync(call, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (AmazonS3Exception gone) when (IsGone(gone) || gone.StatusCode == HttpStatusCode.Forbidden)
        {
            // Whoever may abort need not be allowed to list; then the store's word on the abort must do.
            return false;
        }
    }

    /// <summary>The upload, that is; where the bucket is another's or not there, the upload may well be open elsewhere.</summary>
    private static bool IsGone(AmazonS3Exception answer) =>
        answer.StatusCode == HttpStatusCode.NotFound && answer.ErrorCode != "NoSuchBucket";

    private void RequireETag(ObjectSettings target, PartChecksum checksum, string eTag, string operation)
    {
        if (checksum.MD5 is not null && ProvesBytesByETag(profile, target) && !checksum.IsETag(eTag))
        {
            throw new UnusableAnswerException($"The store's answer to {operation} has an ETag that is not the MD5 of the bytes.");
        }
    }
}
