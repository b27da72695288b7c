using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Request;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Copying;

/// <summary>Turns a copy into an upload whose source lies at the store.</summary>
/// <param name="objects">Looks at the sources.</param>
/// <param name="options">The options of the uploader.</param>
internal sealed class CopyPreparation(SourceObjects objects, S3MultipartUploadOptions options)
{
    /// <summary>The SDK gives the names of metadata with it.</summary>
    private const string MetadataPrefix = "x-amz-meta-";

    private static readonly PartChecksumAlgorithm[] Combinable =
        [PartChecksumAlgorithm.Crc64Nvme, PartChecksumAlgorithm.Crc32, PartChecksumAlgorithm.Crc32C];

    /// <exception cref="UploadRefusedException">With what the sources are, the request breaks a rule.</exception>
    /// <exception cref="CopySourceException">A source cannot serve.</exception>
    public async Task<UploadRequest> ExecuteAsync(CopyRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<CopiedRange> ranges = await objects
            .FindAsync(request.Sources, request.RequestPayer, cancellationToken).ConfigureAwait(false);
        if (ranges is [{ IsWhole: true } only] && request.IsTarget(only.Object.Source) && !request.HasChange)
        {
            throw new UploadRefusedException(CopyRequestValidator.OntoItself);
        }

        PartChecksumAlgorithm algorithm = AlgorithmOf(request, ranges);
        ComposedSource source = Compose(ranges, request, algorithm);
        CopiedObject first = ranges[0].Object;
        IReadOnlyDictionary<string, string> tags = request.TaggingDirective == TaggingDirective.REPLACE || request.Tags.Count > 0
            ? request.Tags
            : await objects.GetTagsAsync(first, cancellationToken).ConfigureAwait(false);
        return request.MetadataDirective == S3MetadataDirective.REPLACE
            ? new UploadRequest(request, source) { Tags = tags, ChecksumAlgorithm = algorithm }
            : Sendable(Described(request, source, first.Head, tags, algorithm));
    }

    /// <summary>One source, as a part of a session.</summary>
    /// <exception cref="CopySourceException">The source cannot serve.</exception>
    public async Task<ComposedSource> ExecuteAsync(CopySource source, RequestPayer? payer, CancellationToken cancellationToken) => new(
        await objects.FindAsync([source], payer, cancellationToken).ConfigureAwait(false),
        options.Store,
        mayCopyWhole: false,
        objects);

    /// <summary>
    /// One CopyObject request copies what it finds, and describes it as it is told: where the store does not heed that the source must be
    /// the one whose description that is, a copy is made by part. So is one under conditions, which not every store knows here.
    /// </summary>
    private ComposedSource Compose(IReadOnlyList<CopiedRange> ranges, CopyRequest request, PartChecksumAlgorithm algorithm) => new(
        ranges,
        options.Store,
        mayCopyWhole: options.Store.HeedsCopyConditions && request is { IfNoneMatch: false, IfMatch: null, FullObjectChecksum: null },
        objects)
    {
        Checksum = ChecksumOf(ranges, algorithm),
    };

    private static UploadRequest Described(
        CopyRequest request,
        ComposedSource source,
        GetObjectMetadataResponse head,
        IReadOnlyDictionary<string, string> tags,
        PartChecksumAlgorithm algorithm) => new(request, source)
        {
            ContentType = request.ContentType ?? KeptOf(head.Headers.ContentType),
            ContentEncoding = request.ContentEncoding ?? KeptOf(head.Headers.ContentEncoding),
            ContentDisposition = request.ContentDisposition ?? KeptOf(head.Headers.ContentDisposition),
            ContentLanguage = request.ContentLanguage ?? KeptOf(head.ContentLanguage),
            CacheControl = request.CacheControl ?? KeptOf(head.Headers.CacheControl),
            Expires = request.Expires
            ?? (DateTimeOffset.TryParse(head.ExpiresString, CultureInfo.InvariantCulture, out DateTimeOffset expires) ? expires : null),
            Metadata = request.Metadata.Count > 0 ? request.Metadata : MetadataOf(head),
            Tags = tags,
            ChecksumAlgorithm = algorithm,
        };

    /// <summary>The request itself was in order: what is not, the source has brought, such as a content type that is none.</summary>
    private static UploadRequest Sendable(UploadRequest upload)
    {
        IReadOnlyList<string> problems = UploadTargetValidator.ProblemsOf(upload);
        return problems.Count == 0 ? upload : throw new UploadRefusedException(
            $"The copy would be described as its first source is, which cannot be sent: {string.Join(' ', problems)} Set that in the " +
            $"request, or {nameof(CopyRequest.MetadataDirective)} to REPLACE.");
    }

    private static string? KeptOf(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The mark of the upload that stored the source is not the copy's.</summary>
    private static Dictionary<string, string> MetadataOf(GetObjectMetadataResponse head) => head.Metadata.Keys
        .Select(name => (Name: name[MetadataPrefix.Length..], Value: head.Metadata[name]))
        .Where(entry => entry.Name != UploadToken.MetadataName)
        .ToDictionary(entry => entry.Name, entry => entry.Value);

    /// <summary>Where nothing else is asked for, the one by which the copy can be compared with its sources.</summary>
    private PartChecksumAlgorithm AlgorithmOf(CopyRequest request, IReadOnlyList<CopiedRange> ranges)
    {
        PartChecksumAlgorithm usual = request.ChecksumAlgorithm ?? options.ChecksumAlgorithm;
        return request.ChecksumAlgorithm is not null || ChecksumOf(ranges, usual) is not null
            ? usual
            : Combinable.Where(algorithm =>
                options.Store.FullObjectAlgorithms.Contains(algorithm) && ChecksumOf(ranges, algorithm) is not null)
                .Append(usual).First();
    }

    /// <summary>The checksum of all bytes, where the store keeps one of each whole object.</summary>
    private static ObjectChecksum? ChecksumOf(IReadOnlyList<CopiedRange> ranges, PartChecksumAlgorithm algorithm)
    {
        if (algorithm.Polynomial() is null)
        {
            return null;
        }

        var parts = new List<UploadedPart>(ranges.Count);
        foreach (CopiedRange range in ranges)
        {
            GetObjectMetadataResponse head = range.Object.Head;
            string? value = head.ChecksumOf(algorithm);
            if (!range.IsWhole
                || value is null
                || !algorithm.IsChecksum(value)
                || ObjectChecksum.TypeOf(value, head.ChecksumType?.Value) != PartChecksumAlgorithms.FullObject)
            {
                return null;
            }

            parts.Add(new UploadedPart { PartNumber = 1, Offset = 0, Size = range.Length, ETag = head.ETag, Checksum = value });
        }

        return ObjectDigest.OfParts(algorithm, parts, PartChecksumAlgorithms.FullObject);
    }
}
