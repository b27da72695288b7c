using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload;

/// <summary>
/// The one place that calls <see cref="IAmazonS3"/> for a whole bucket. Every call makes a new request: the SDK alters those it is given.
/// </summary>
internal sealed class BucketGateway(IAmazonS3 client)
{
    /// <param name="query">Which uploads.</param>
    /// <param name="after">Where the page begins; null for the first one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<UploadPage> ListUploadsAsync(IncompleteUploadQuery query, UploadMarker? after, CancellationToken cancellationToken)
    {
        var call = new ListMultipartUploadsRequest
        {
            BucketName = query.BucketName,
            Prefix = query.Prefix,
            KeyMarker = after?.Key,
            UploadIdMarker = after?.UploadId,
            ExpectedBucketOwner = query.ExpectedBucketOwner,
        };
        ListMultipartUploadsResponse answer = await client.ListMultipartUploadsAsync(call, cancellationToken).ConfigureAwait(false)
            ?? throw NoAnswer("ListMultipartUploads");
        List<MultipartUpload> uploads = answer.MultipartUploads ?? [];
        return new UploadPage(
            [.. uploads.Select(upload => Describe(upload, query.BucketName))],
            answer.IsTruncated == true ? NextOf(answer, uploads) : null,
            client.DetermineServiceOperationEndpoint(call)?.URL is { } url ? CorrectClockSkew.GetClockCorrectionForEndpoint(url) : default);
    }

    /// <summary>The stored parts after the one with the number.</summary>
    /// <returns>The parts, and the number to go on after; null after the last page.</returns>
    public async Task<(IReadOnlyList<PartDetail> Parts, int? Next)> ListPartsAsync(
        IncompleteUpload upload, string? owner, int after, CancellationToken cancellationToken)
    {
        ListPartsRequest call = PartsOf(upload, owner);
        call.PartNumberMarker = after == 0 ? null : $"{after}";
        ListPartsResponse answer = await client.ListPartsAsync(call, cancellationToken).ConfigureAwait(false)
            ?? throw NoAnswer("ListParts");
        List<PartDetail> parts = answer.Parts ?? [];
        int? next = answer.IsTruncated == true ? answer.NextPartNumberMarker ?? parts.LastOrDefault()?.PartNumber : null;
        return next <= after
            ? throw new UnusableAnswerException("The store's answer to ListParts has more to tell, but no marker to go on after.")
            : (parts, next);
    }

    /// <returns>False where the store does not know the upload.</returns>
    public async Task<bool> AbortAsync(IncompleteUpload upload, string? owner, CancellationToken cancellationToken)
    {
        var call = new AbortMultipartUploadRequest
        {
            BucketName = upload.BucketName,
            Key = upload.Key,
            UploadId = upload.UploadId,
            ExpectedBucketOwner = owner,
        };
        try
        {
            await client.AbortMultipartUploadAsync(call, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception error) when (IsGone(error))
        {
            return false;
        }
    }

    /// <summary>Whether the store still knows an upload that it has just aborted.</summary>
    public async Task<bool> ExistsAsync(IncompleteUpload upload, string? owner, CancellationToken cancellationToken)
    {
        ListPartsRequest call = PartsOf(upload, owner);
        call.MaxParts = 1;
        try
        {
            return await client.ListPartsAsync(call, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (AmazonS3Exception gone) when (!TransientS3Errors.IsTransient(gone))
        {
            // Whoever may abort need not be allowed to list the parts; then the store's word on the abort must do.
            return false;
        }
    }

    /// <returns>The configuration; null where the bucket has none.</returns>
    /// <exception cref="LifecycleNotSupportedException">The answer is something else.</exception>
    public async Task<GetLifecycleConfigurationResponse?> GetLifecycleAsync(
        string bucket, string? owner, CancellationToken cancellationToken)
    {
        var call = new GetLifecycleConfigurationRequest { BucketName = bucket, ExpectedBucketOwner = owner };
        try
        {
            GetLifecycleConfigurationResponse answer =
                await client.GetLifecycleConfigurationAsync(call, cancellationToken).ConfigureAwait(false)
                ?? throw NoAnswer("GetBucketLifecycleConfiguration");
            if (answer.Configuration?.Rules is { Count: > 0 })
            {
                return answer;
            }

            // The SDK makes an empty configuration of every 404, but also of whatever document a store without lifecycle rules sends
            // (Swift lists the bucket's objects). No store keeps a configuration without rules.
            return answer.HttpStatusCode == HttpStatusCode.NotFound ? null : throw NotSupported(
                bucket, "it answered the question for the present rules with something else", innerException: null);
        }
        catch (AmazonS3Exception none) when (none.ErrorCode == "NoSuchLifecycleConfiguration")
        {
            return null;
        }
        catch (AmazonS3Exception unknown) when (IsUnknownOperation(unknown))
        {
            throw NotSupported(bucket, $"it answered {unknown.ErrorCode}", unknown);
        }
    }

    /// <exception cref="LifecycleNotSupportedException">The store does not take such a configuration.</exception>
    public async Task PutLifecycleAsync(
        string bucket,
        string? owner,
        List<LifecycleRule> rules,
        TransitionDefaultMinimumObjectSize? minimumSize,
        CancellationToken cancellationToken)
    {
        var call = new PutLifecycleConfigurationRequest
        {
            BucketName = bucket,
            ExpectedBucketOwner = owner,
            Configuration = new LifecycleConfiguration { Rules = rules },

            // Not repeated, it would fall back to S3's default and change what the other rules do.
            TransitionDefaultMinimumObjectSize = minimumSize,
        };
        try
        {
            await client.PutLifecycleConfigurationAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception unknown) when (
            IsUnknownOperation(unknown) || (unknown.ErrorCode == "MalformedXML" && rules.Count == 1))
        {
            throw NotSupported(bucket, $"it answered {unknown.ErrorCode}", unknown);
        }
    }

    /// <summary>
    /// Whether the store does not know the upload. RGW says NoSuchKey of one that is gone; a missing bucket is another matter.
    /// </summary>
    public static bool IsGone(AmazonS3Exception error) =>
        error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode is "NoSuchUpload" or "NoSuchKey";

    private static bool IsUnknownOperation(AmazonS3Exception error) =>
        error.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed || error.ErrorCode == "NotImplemented";

    private static LifecycleNotSupportedException NotSupported(string bucket, string why, Exception? innerException) => new(
        $"The store of bucket '{bucket}' takes no lifecycle rule that aborts unfinished uploads: {why}. Nothing was changed. " +
        $"Run {nameof(IIncompleteUploads)}.{nameof(IIncompleteUploads.AbortAsync)} from time to time instead.",
        innerException);

    private static IncompleteUpload Describe(MultipartUpload upload, string bucket) => new()
    {
        BucketName = bucket,

        // Without the one or the other, a request to abort the upload would be one to delete the bucket or the object.
        Key = UnusableAnswerException.Require(upload.Key, "ListMultipartUploads", "key of an upload"),
        UploadId = UnusableAnswerException.Require(upload.UploadId, "ListMultipartUploads", "id of an upload"),
        Initiated = upload.Initiated is { } time && time != default
            ? new DateTimeOffset(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc))
            : null,
        StorageClass = upload.StorageClass?.Value,
    };

    private static UploadMarker NextOf(ListMultipartUploadsResponse answer, List<MultipartUpload> uploads)
    {
        MultipartUpload? last = uploads.LastOrDefault();
        string key = !string.IsNullOrEmpty(answer.NextKeyMarker) ? answer.NextKeyMarker : UnusableAnswerException.Require(
            last?.Key, "ListMultipartUploads", "next key marker");
        return new UploadMarker(key, !string.IsNullOrEmpty(answer.NextUploadIdMarker) ? answer.NextUploadIdMarker
            : last?.Key == key ? last.UploadId : null);
    }

    private static ListPartsRequest PartsOf(IncompleteUpload upload, string? owner) => new()
    {
        BucketName = upload.BucketName,
        Key = upload.Key,
        UploadId = upload.UploadId,
        ExpectedBucketOwner = owner,
    };

    private static UnusableAnswerException NoAnswer(string operation) =>
        new($"There was no answer to {operation}. (A mocked IAmazonS3 needs a set-up that gives one.)");
}
