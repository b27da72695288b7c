using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload;

/// <summary>The one place that calls <see cref="IAmazonS3"/>. Every call makes a new request: the SDK alters the ones it is given.</summary>
internal sealed class S3Gateway(IAmazonS3 client)
{
    /// <summary>
    /// Over https the payload is protected by TLS and our checksum, so it need not be signed. Over http it is, in one piece.
    /// </summary>
    private readonly bool _isHttps = client.Config is { } config
        && !(config.ServiceURL?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ?? config.UseHttp);

    public async Task<OpenUpload> CreateAsync(ObjectDescription target, string uploadToken, CancellationToken cancellationToken)
    {
        InitiateMultipartUploadRequest call = target.ToInitiateRequest(uploadToken);
        call.ChecksumAlgorithm = ChecksumAlgorithm.CRC32;
        call.ChecksumType = ChecksumType.FULL_OBJECT;
        InitiateMultipartUploadResponse? answer = await client.InitiateMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false);
        string uploadId = UnusableAnswerException.Require(answer?.UploadId, "CreateMultipartUpload", "upload id");

        // A store that knows nothing of checksums says nothing of them; Complete must not name them there.
        bool keepsChecksums = answer?.ChecksumAlgorithm == ChecksumAlgorithm.CRC32;
        return new OpenUpload
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = uploadId,
            UploadToken = uploadToken,
            KeepsPartChecksums = keepsChecksums,
            KeepsObjectChecksum = keepsChecksums && answer?.ChecksumType == ChecksumType.FULL_OBJECT,
        };
    }

    public async Task<UploadedPart> UploadPartAsync(
        ObjectDescription target, OpenUpload upload, PartAttempt attempt, CancellationToken cancellationToken)
    {
        var call = new UploadPartRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = upload.UploadId,
            PartNumber = attempt.Range.PartNumber,
            PartSize = attempt.Range.Length,
            InputStream = attempt.Body,
            ChecksumCRC32 = PartChecksum.Base64(attempt.Checksum.Crc32),
            MD5Digest = attempt.Checksum.MD5,
            UseChunkEncoding = false,
            DisablePayloadSigning = _isHttps,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            ServerSideEncryptionCustomerMethod = ObjectSettings.CustomerMethodOf(target.Encryption),
            ServerSideEncryptionCustomerProvidedKey = target.Encryption?.CustomerKey,
            ServerSideEncryptionCustomerProvidedKeyMD5 = target.Encryption?.CustomerKeyMD5,
        };
        if (attempt.IsWatched)
        {
            call.StreamTransferProgress += (_, progress) => attempt.OnSent(progress.TransferredBytes);
        }

        UploadPartResponse? answer = await client.UploadPartAsync(call, cancellationToken).ConfigureAwait(false);
        return attempt.StoredAs(UnusableAnswerException.Require(answer?.ETag, "UploadPart", "ETag"));
    }

    public async Task<StoredObject> CompleteAsync(
        ObjectDescription target, OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken)
    {
        var call = new CompleteMultipartUploadRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = upload.UploadId,
            MpuObjectSize = manifest.Size,
            PartETags = [.. manifest.Parts.Select(part => new PartETag(part.Number, part.ETag)
            {
                ChecksumCRC32 = upload.KeepsPartChecksums ? part.Checksum : null,
            })],
            ChecksumType = upload.KeepsObjectChecksum ? ChecksumType.FULL_OBJECT : null,
            ChecksumCRC32 = upload.KeepsObjectChecksum ? manifest.Checksum?.Value : null,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            SSECustomerAlgorithm = ObjectSettings.CustomerMethodOf(target.Encryption)?.Value,
            SSECustomerKey = target.Encryption?.CustomerKey,
            SSECustomerKeyMD5 = target.Encryption?.CustomerKeyMD5,
        };
        CompleteMultipartUploadResponse? answer = await client.CompleteMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false);
        return new StoredObject(answer?.ETag, answer?.VersionId, answer?.Location);
    }

    public async Task<(UploadedPart Part, StoredObject Stored)> PutAsync(
        ObjectDescription target, string uploadToken, PartAttempt attempt, CancellationToken cancellationToken)
    {
        PutObjectRequest call = target.ToPutRequest(uploadToken);
        call.InputStream = attempt.Body;
        call.AutoCloseStream = false;
        call.ChecksumCRC32 = PartChecksum.Base64(attempt.Checksum.Crc32);
        call.MD5Digest = attempt.Checksum.MD5;
        call.UseChunkEncoding = false;
        call.DisablePayloadSigning = _isHttps;
        if (attempt.IsWatched)
        {
            call.StreamTransferProgress += (_, progress) => attempt.OnSent(progress.TransferredBytes);
        }

        PutObjectResponse? answer = await client.PutObjectAsync(call, cancellationToken).ConfigureAwait(false);
        string eTag = UnusableAnswerException.Require(answer?.ETag, "PutObject", "ETag");
        return (attempt.StoredAs(eTag), new StoredObject(eTag, answer?.VersionId, Location: null));
    }

    /// <summary>An upload that is gone already is aborted, too.</summary>
    public async Task AbortAsync(ObjectDescription target, string uploadId, CancellationToken cancellationToken)
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
        catch (AmazonS3Exception gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
        }
    }

    /// <summary>A page of the parts that the store has.</summary>
    /// <returns>The parts, and the number after which the next page begins; null where there is none.</returns>
    public async Task<(IReadOnlyList<StoredPart> Parts, int? Next)> ListPartsAsync(
        ObjectDescription target, OpenUpload upload, int? after, CancellationToken cancellationToken)
    {
        var call = new ListPartsRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = upload.UploadId,
            PartNumberMarker = after?.ToString(CultureInfo.InvariantCulture),
            ExpectedBucketOwner = target.ExpectedBucketOwner,
        };
        ListPartsResponse? page = await client.ListPartsAsync(call, cancellationToken).ConfigureAwait(false);
        return (
            [.. (page?.Parts ?? []).Select(part => new StoredPart(part.PartNumber ?? 0, part.Size ?? -1, part.ETag ?? "", part.ChecksumCRC32))],
            page?.IsTruncated == true ? page.NextPartNumberMarker ?? page.Parts?.LastOrDefault()?.PartNumber ?? 0 : null);
    }

    /// <summary>Whether the store still knows the upload.</summary>
    public async Task<bool> ExistsAsync(ObjectDescription target, string uploadId, CancellationToken cancellationToken)
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
        catch (AmazonS3Exception gone) when (gone.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // Whoever may abort need not be allowed to list; then the store's word on the abort must do.
            return false;
        }
    }

    /// <summary>The object under the key, if it is the one that the upload with this token stored.</summary>
    public async Task<StoredObject?> FindAsync(ObjectDescription target, string uploadToken, long size, CancellationToken cancellationToken)
    {
        var call = new GetObjectMetadataRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            ServerSideEncryptionCustomerMethod = ObjectSettings.CustomerMethodOf(target.Encryption),
            ServerSideEncryptionCustomerProvidedKey = target.Encryption?.CustomerKey,
            ServerSideEncryptionCustomerProvidedKeyMD5 = target.Encryption?.CustomerKeyMD5,
        };
        try
        {
            GetObjectMetadataResponse? answer = await client.GetObjectMetadataAsync(call, cancellationToken).ConfigureAwait(false);
            return answer is not null && answer.Metadata[UploadToken.MetadataName] == uploadToken && answer.ContentLength == size
                ? new StoredObject(answer.ETag, answer.VersionId, Location: null)
                : null;
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
