using System.Diagnostics;
using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Checkpoints;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Request;

namespace S3MultipartUpload.Store;

/// <summary>
/// The one place that calls <see cref="IAmazonS3"/> about multipart uploads. Every call makes a new request: the SDK alters those it
/// is given.
/// </summary>
internal sealed class MultipartGateway(IAmazonS3 client, ProviderProfile profile, bool unsignedOverHttp = false)
{
    private readonly PayloadRules _rules = new(profile, client.Config, unsignedOverHttp);

    public async Task<OpenUpload> CreateAsync(
        ObjectSettings target, string? uploadToken, PartChecksumAlgorithm algorithm, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(target.BucketName);
        InitiateMultipartUploadRequest call = target.ToInitiateRequest(uploadToken);
        string? name = profile.ChecksumAlgorithms.Contains(algorithm) ? algorithm.S3Name() : null;
        if (name is not null)
        {
            call.ChecksumAlgorithm = new ChecksumAlgorithm(name);
            call.ChecksumType = profile.FullObjectAlgorithms.Contains(algorithm) ? ChecksumType.FULL_OBJECT : ChecksumType.COMPOSITE;
        }

        InitiateMultipartUploadResponse answer = UnusableAnswerException.Require(
            await client.InitiateMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false), "CreateMultipartUpload");
        string uploadId = UnusableAnswerException.Require(answer.UploadId, "CreateMultipartUpload", "upload id");

        // A store that knows nothing of checksums says nothing of them; nothing after this must name them there.
        bool keepsChecksums = name is not null && answer.ChecksumAlgorithm?.Value == name;
        return new OpenUpload(target, new UploadRecord
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = uploadId,
            UploadToken = uploadToken,
            ChecksumAlgorithm = algorithm,
            KeepsPartChecksums = keepsChecksums,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } span ? span.Id : null,
            Settings = SettingsDigest.Of(target),
            ChecksumType = keepsChecksums && answer.ChecksumType == call.ChecksumType ? call.ChecksumType.Value : null,
        });
    }

    /// <summary>
    /// Whether a part can be told by its bytes when it was sent twice, and the store has kept the request that came last: by an ETag that
    /// is their MD5, which both have; or by their checksum, by which the list of parts then gives the ETag that holds.
    /// </summary>
    public bool TellsPartsByBytes(OpenUpload upload) =>
        upload.Record.KeepsPartChecksums || PayloadRules.ProvesBytesByETag(profile, upload.Target);

    public async Task<UploadedPart> UploadPartAsync(OpenUpload upload, PartAttempt attempt, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(upload);
        ObjectSettings target = upload.Target;
        PartChecksum checksum = attempt.Checksum;
        string? declared = upload.Record.KeepsPartChecksums ? checksum.Value : null;
        var call = new UploadPartRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = upload.UploadId,
            PartNumber = attempt.Range.PartNumber,
            PartSize = attempt.Range.Length,
            MD5Digest = checksum.MD5,
            DisableDefaultChecksumValidation = declared is null,
            UseChunkEncoding = false,
            DisablePayloadSigning = _rules.MayLeaveUnsigned(declared ?? checksum.MD5),
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            RequestPayer = target.RequestPayer,
        };
        call.InputStream = _rules.BodyOf(call, attempt.Body, declared ?? checksum.MD5);
        call.SetCustomerKey(target.Encryption);
        call.SetChecksum(checksum.Algorithm, declared);
        if (attempt.IsWatched)
        {
            call.StreamTransferProgress += (_, progress) => attempt.OnSent(progress.TransferredBytes);
        }

        UploadPartResponse answer = UnusableAnswerException.Require(
            await client.UploadPartAsync(call, cancellationToken).ConfigureAwait(false), "UploadPart");
        _rules.Check("UploadPart", target, checksum, declared, answer.ETag, answer.ChecksumOf(checksum.Algorithm));
        return attempt.StoredAs(answer.ETag ?? "");
    }

    public async Task<StoredObject> CompleteAsync(OpenUpload upload, UploadManifest manifest, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(upload);
        ObjectSettings target = upload.Target;
        PartChecksumAlgorithm algorithm = upload.Record.ChecksumAlgorithm;
        ObjectChecksum? expected = upload.ProofOf(manifest.Parts).Checksum;
        var call = new CompleteMultipartUploadRequest
        {
            BucketName = target.BucketName,
            Key = target.Key,
            UploadId = upload.UploadId,
            MpuObjectSize = manifest.Size,
            PartETags = [.. manifest.Parts.Select(part => new PartETag(part.PartNumber, part.ETag)
                .WithChecksum(algorithm, upload.Record.KeepsPartChecksums ? part.Checksum : null))],
            ChecksumType = expected is null ? null : new ChecksumType(expected.Type),
            IfNoneMatch = target.IfNoneMatch ? "*" : null,
            IfMatch = target.IfMatch,
            ExpectedBucketOwner = target.ExpectedBucketOwner,
            RequestPayer = target.RequestPayer,
        };
        call.SetCustomerKey(target.Encryption);

        // A composite one follows from the parts' that the store is given anyway.
        call.SetChecksum(algorithm, expected?.Type == PartChecksumAlgorithms.FullObject ? expected.Value : null);
        CompleteMultipartUploadResponse answer = UnusableAnswerException.Require(
            await client.CompleteMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false), "CompleteMultipartUpload");
        return new StoredObject(
            answer.ETag,
            answer.VersionId,
            answer.Location,
            ObjectChecksum.Agrees(expected, answer.ChecksumOf(algorithm), answer.ChecksumType?.Value));
    }

    /// <returns>False where the store does not know the upload.</returns>
    public async Task<bool> AbortAsync(UploadAddress upload, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(upload.BucketName, upload.UploadId);
        var call = new AbortMultipartUploadRequest
        {
            BucketName = upload.BucketName,
            Key = upload.Key,
            UploadId = upload.UploadId,
            ExpectedBucketOwner = upload.ExpectedBucketOwner,
            RequestPayer = upload.RequestPayer,
        };
        try
        {
            await client.AbortMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception gone) when (TransientS3Errors.IsUploadGone(gone))
        {
            return false;
        }
    }

    /// <summary>A page of the parts that the store has.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="algorithm">The algorithm of the checksums to look for.</param>
    /// <param name="after">The number after which the page begins; null for the first one.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The parts, and the number after which the next page begins; null where there is none.</returns>
    public async Task<(IReadOnlyList<StoredPart> Parts, int? Next)> ListPartsAsync(
        UploadAddress upload, PartChecksumAlgorithm algorithm, int? after, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(upload.BucketName, upload.UploadId);
        ListPartsRequest call = PartsOf(upload, profile.PageSize);
        call.PartNumberMarker = after?.ToString(CultureInfo.InvariantCulture);
        ListPartsResponse? page = await client.ListPartsAsync(call, cancellationToken).ConfigureAwait(false);
        StoredPart[] parts = [.. (page?.Parts ?? []).Select(part => new StoredPart
        {
            PartNumber = part.PartNumber ?? 0,
            Size = part.Size ?? -1,
            ETag = part.ETag ?? "",
            Checksum = part.ChecksumOf(algorithm),
        })];
        return (parts, page?.IsTruncated == true ? page.NextPartNumberMarker ?? parts.LastOrDefault()?.PartNumber ?? 0 : null);
    }

    /// <summary>
    /// Whether the store still knows an upload that it has just aborted. Whoever may abort need not be allowed to list; then the
    /// store's word on the abort must do.
    /// </summary>
    public async Task<bool> ExistsAsync(UploadAddress upload, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(upload.BucketName, upload.UploadId);
        try
        {
            return await client.ListPartsAsync(PartsOf(upload, maxParts: 1), cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (AmazonS3Exception refusal) when (TransientS3Errors.IsUploadGone(refusal)
            || refusal.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented)
        {
            return false;
        }
    }

    /// <param name="query">Which uploads.</param>
    /// <param name="after">Where the page begins; null for the first one.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<UploadPage> ListUploadsAsync(IncompleteUploadQuery query, UploadMarker? after, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(query.BucketName);
        ListMultipartUploadsRequest call = UploadsOf(query, after);
        ListMultipartUploadsResponse? answer;
        try
        {
            answer = await client.ListMultipartUploadsAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception malformed) when (LenientUploadList.IsFor(malformed) && client is AmazonServiceClient)
        {
            answer = await LenientUploadList.AskAsync((AmazonServiceClient)client, UploadsOf(query, after), cancellationToken)
                .ConfigureAwait(false);
        }

        return UploadPage.Of(
            UnusableAnswerException.Require(answer, "ListMultipartUploads"),
            query.BucketName,
            client.DetermineServiceOperationEndpoint(call)?.URL);
    }

    private static ListMultipartUploadsRequest UploadsOf(IncompleteUploadQuery query, UploadMarker? after) => new()
    {
        BucketName = query.BucketName,
        Prefix = BucketKind.PrefixFor(query.BucketName, query.Prefix),
        KeyMarker = after?.Key,
        UploadIdMarker = BucketKind.IsDirectory(query.BucketName) ? null : after?.UploadId,
        ExpectedBucketOwner = query.ExpectedBucketOwner,
        RequestPayer = query.RequestPayer,
    };

    private static ListPartsRequest PartsOf(UploadAddress upload, int maxParts)
    {
        var call = new ListPartsRequest
        {
            BucketName = upload.BucketName,
            Key = upload.Key,
            UploadId = upload.UploadId,
            MaxParts = maxParts,
            ExpectedBucketOwner = upload.ExpectedBucketOwner,
            RequestPayer = upload.RequestPayer,
        };
        call.SetCustomerKey(upload.Encryption);
        return call;
    }
}
