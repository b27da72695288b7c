using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Store;

/// <summary>
/// The one place that calls <see cref="IAmazonS3"/> about bytes that the store copies itself. Every call makes a new request.
/// </summary>
internal sealed class CopyGateway(IAmazonS3 client, ProviderProfile profile)
{
    /// <exception cref="SourceChangedException">The source is not what it was when the copy began.</exception>
    public async Task<UploadedPart> CopyPartAsync(
        OpenUpload upload, PartRange part, CopiedRange from, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(upload);
        CopiedObject source = from.Object;
        var call = new CopyPartRequest
        {
            DestinationBucket = upload.Target.BucketName,
            DestinationKey = upload.Target.Key,
            UploadId = upload.UploadId,
            PartNumber = part.PartNumber,
            SourceBucket = source.Address.BucketName,
            SourceKey = source.Address.Key,
            SourceVersionId = source.Source.VersionId,
            ETagToMatch = profile.HeedsCopyConditions ? [source.ETag] : null,
            FirstByte = from.IsWhole ? null : from.Offset,
            LastByte = from.IsWhole ? null : from.Offset + from.Length - 1,
            ExpectedBucketOwner = upload.Target.ExpectedBucketOwner,
            ExpectedSourceBucketOwner = source.Address.ExpectedBucketOwner,
            RequestPayer = upload.Target.RequestPayer,
        };
        call.SetCustomerKeys(upload.Target.Encryption, source.Address.Encryption);
        CopyPartResponse answer = UnusableAnswerException.Require(
            await CopyAsync(source, client.CopyPartAsync(call, cancellationToken)).ConfigureAwait(false), "UploadPartCopy");
        PartChecksumAlgorithm algorithm = upload.Record.ChecksumAlgorithm;
        return new UploadedPart
        {
            PartNumber = part.PartNumber,
            Offset = part.Offset,
            Size = part.Length,
            ETag = UnusableAnswerException.Require(answer.ETag, "UploadPartCopy", "ETag"),
            Checksum = upload.Record.KeepsPartChecksums
                ? ChecksumOf("UploadPartCopy", answer.ChecksumOf(algorithm), algorithm)
                : null,
        };
    }

    /// <param name="target">The object to store; what describes it is all its own.</param>
    /// <param name="uploadToken">The copy's mark on it; null for none.</param>
    /// <param name="source">The object to copy.</param>
    /// <param name="algorithm">The checksum that the store is to compute, if it knows it.</param>
    /// <param name="expected">The checksum of the source; null where it is not known.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="SourceChangedException">The source is not what it was when the copy began.</exception>
    public async Task<StoredObject> CopyObjectAsync(
        ObjectSettings target,
        string? uploadToken,
        CopiedObject source,
        PartChecksumAlgorithm algorithm,
        ObjectChecksum? expected,
        CancellationToken cancellationToken)
    {
        RequestSpan.Describe(target.BucketName);
        CopyObjectRequest call = target.ToCopyRequest(uploadToken);
        call.SourceBucket = source.Address.BucketName;
        call.SourceKey = source.Address.Key;
        call.SourceVersionId = source.Source.VersionId;
        call.ETagToMatch = source.ETag;
        call.ExpectedSourceBucketOwner = source.Address.ExpectedBucketOwner;
        call.ChecksumAlgorithm = profile.ChecksumAlgorithms.Contains(algorithm) ? new ChecksumAlgorithm(algorithm.S3Name()) : null;
        call.SetCustomerKeys(target.Encryption, source.Address.Encryption);
        CopyObjectResponse answer = UnusableAnswerException.Require(
            await CopyAsync(source, client.CopyObjectAsync(call, cancellationToken)).ConfigureAwait(false), "CopyObject");
        string? checksum = answer.ChecksumOf(algorithm);
        string? type = answer.ChecksumType?.Value;
        return new StoredObject(
            UnusableAnswerException.Require(answer.ETag, "CopyObject", "ETag"),
            answer.VersionId,
            Location: null,
            ObjectChecksum.Agrees(expected, checksum, type))
        {
            Size = source.Size,
            Checksum = algorithm.IsChecksum(checksum ?? "") ? ObjectChecksum.Of(algorithm, checksum, type) : null,
        };
    }

    /// <summary>The tags of an object; none where the store has no tags.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GetTagsAsync(CopiedObject source, CancellationToken cancellationToken)
    {
        RequestSpan.Describe(source.Address.BucketName);
        var call = new GetObjectTaggingRequest
        {
            BucketName = source.Address.BucketName,
            Key = source.Address.Key,
            VersionId = source.Source.VersionId,
            ExpectedBucketOwner = source.Address.ExpectedBucketOwner,
            RequestPayer = source.Address.RequestPayer,
        };
        try
        {
            GetObjectTaggingResponse answer = UnusableAnswerException.Require(
                await client.GetObjectTaggingAsync(call, cancellationToken).ConfigureAwait(false), "GetObjectTagging");
            return (answer.Tagging ?? []).ToDictionary(tag => tag.Key, tag => tag.Value);
        }
        catch (AmazonS3Exception refused) when (refused.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed
            || refused.ErrorCode is "NotImplemented" or "NoSuchTagSet")
        {
            return new Dictionary<string, string>();
        }
    }

    private static async Task<T> CopyAsync<T>(CopiedObject source, Task<T> copy)
    {
        try
        {
            return await copy.ConfigureAwait(false);
        }
        catch (AmazonS3Exception refusal) when (IsChange(refusal))
        {
            throw Changed(source, refusal);
        }
    }

    /// <summary>Whether the store says that the object is not what it was.</summary>
    public static bool IsChange(AmazonS3Exception refusal) =>
        refusal.StatusCode == HttpStatusCode.PreconditionFailed || refusal.ErrorCode is "NoSuchKey" or "NoSuchVersion";

    public static SourceChangedException Changed(CopiedObject source, Exception? cause)
    {
        string what = $"was replaced or deleted while it was copied: it is not the object with the ETag {source.ETag} any more. " +
            "Nothing mixed was stored; copy it again";
        return new SourceChangedException($"The source {source.Source.Name} {what}", cause) { WithoutKey = $"a source {what}" };
    }

    private string? ChecksumOf(string operation, string? value, PartChecksumAlgorithm algorithm)
    {
        if (value is null && profile.ConfirmsChecksums)
        {
            throw new UnusableAnswerException($"The store's answer to {operation} has no checksum.");
        }

        return value is null || algorithm.IsChecksum(value)
            ? value
            : throw new UnusableAnswerException($"The store's answer to {operation} has a checksum that is no {algorithm}.");
    }
}
