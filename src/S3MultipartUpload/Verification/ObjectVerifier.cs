using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Verification;

/// <summary>Compares a stored object with its manifest.</summary>
internal sealed class ObjectVerifier(
    ObjectGateway objects, StoreCalls calls, S3MultipartUploadOptions settings, UploadManifest manifest, VerifyOptions options)
{
    private readonly FindingList _findings = new(manifest);

    private readonly UploadTarget _target = new()
    {
        BucketName = manifest.BucketName,
        Key = manifest.Key,
        Encryption = options.Encryption,
        ExpectedBucketOwner = options.ExpectedBucketOwner,
        RequestPayer = options.RequestPayer,
    };

    private bool MayAskForChecksum =>
        manifest.Checksum is not null && settings.Store.ChecksumAlgorithms.Contains(manifest.ChecksumAlgorithm);

    public async Task<VerificationReport> ExecuteAsync(CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse? head = await calls.ExecuteAsync(
            "HeadObject",
            token => objects.HeadAsync(_target, manifest.VersionId, MayAskForChecksum, token),
            cancellationToken).ConfigureAwait(false);
        _findings.Add(VerifiedProperty.Existence, "object", head is null ? null : "object", head is not null);
        if (head is not null)
        {
            bool hasSize = _findings.AddSize(head.ContentLength);
            AddAnswer(head);
            if (options.Deep && hasSize)
            {
                await AddBytesAsync(head, cancellationToken).ConfigureAwait(false);
            }
        }

        return _findings.ToReport();
    }

    private void AddAnswer(GetObjectMetadataResponse head)
    {
        if (!string.IsNullOrEmpty(manifest.ETag))
        {
            _findings.Add(VerifiedProperty.ETag, manifest.ETag, head.ETag, ETags.AreEqual(manifest.ETag, head.ETag));
        }

        if (manifest.VersionId is { } version)
        {
            _findings.Add(VerifiedProperty.VersionId, version, head.VersionId, version == head.VersionId);
        }

        string? value = head.ChecksumOf(manifest.ChecksumAlgorithm);
        if (manifest.Checksum is { } expected && ObjectChecksum.TypeOf(value, head.ChecksumType?.Value) == expected.Type)
        {
            _findings.Add(VerifiedProperty.Checksum, expected.Value, value, !expected.IsContradictedBy(value, head.ChecksumType?.Value));
        }
    }

    private async Task AddBytesAsync(GetObjectMetadataResponse head, CancellationToken cancellationToken)
    {
        try
        {
            await _findings.AddPartsAsync(
                async (part, token) => await calls.ExecuteAsync(
                    "GetObject", Wait.Answer, watch => HashAsync(part, head, watch), token).ConfigureAwait(false),
                settings.Concurrency.Initial,
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception changed) when (changed.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            // It was replaced or deleted while it was read: then it is not the object of the manifest any more.
            _findings.Add(VerifiedProperty.Existence, "object", null, agrees: false);
        }
    }

    private async Task<PartChecksum> HashAsync(UploadedPart part, GetObjectMetadataResponse head, AttemptWatch watch)
    {
        var choice = new ChecksumChoice(manifest.ChecksumAlgorithm, WithMD5: false);
        if (part.Size == 0)
        {
            return await PartChecksum.ComputeAsync(Stream.Null, choice, watch.Token).ConfigureAwait(false);
        }

        using GetObjectResponse answer = await objects
            .GetAsync(_target, manifest.VersionId, head.ETag, part, watch.Token).ConfigureAwait(false);
        return answer.ContentLength == part.Size
            ? await PartChecksum.ComputeAsync(
                answer.ResponseStream, choice, watch.Token, onRead: () => watch.OnMoved(Wait.Body)).ConfigureAwait(false)
            : throw new UnusableAnswerException(
                $"The store gave {answer.ContentLength:N0} bytes where part {part.PartNumber:N0} has {part.Size:N0}.");
    }
}
