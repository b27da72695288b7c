using System.Globalization;
using Amazon.S3.Model;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Sources;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Folders;

/// <summary>What the store has under the prefix of a folder.</summary>
internal sealed class StoredFiles
{
    /// <summary>S3 refuses requests of a clock that is further off.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    private readonly Dictionary<UInt128, long> _sizes = [];
    private readonly MultipartUploader _uploader;

    private StoredFiles(MultipartUploader uploader) => _uploader = uploader;

    /// <exception cref="UploadRefusedException">The uploader is another one, and cannot list.</exception>
    /// <exception cref="Amazon.S3.AmazonS3Exception">The bucket cannot be listed.</exception>
    public static async Task<StoredFiles> ListAsync(
        IMultipartUploader uploader, DirectoryUpload upload, CancellationToken cancellationToken)
    {
        MultipartUploader own = MultipartUploader.Within(uploader) ?? throw new UploadRefusedException(
            $"{nameof(DirectoryUpload.Skip)} is {upload.Skip}, but only a {nameof(MultipartUploader)} can list what the store has.");
        var files = new StoredFiles(own);
        string? after = null;
        do
        {
            (IReadOnlyList<ListedObject> page, after) = await own.Calls.ExecuteAsync(
                "ListObjectsV2",
                token => own.Objects.ListAsync(upload.BucketName, upload.KeyPrefix, after, token),
                cancellationToken).ConfigureAwait(false);
            foreach (ListedObject found in page)
            {
                files._sizes[TextHash.Of(found.Key)] = found.Size;
            }
        }
        while (after is not null);

        return files;
    }

    /// <summary>Whether the bytes of a request are stored under its key.</summary>
    public async Task<bool> HasAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        if (!_sizes.TryGetValue(TextHash.Of(request.Key), out long size) || request.Source.Length != size)
        {
            return false;
        }

        GetObjectMetadataResponse? head = await _uploader.Calls.ExecuteAsync(
            "HeadObject",
            token => _uploader.Objects.HeadAsync(request, versionId: null, withChecksum: true, token),
            cancellationToken).ConfigureAwait(false);
        if (head is null || head.ContentLength != size)
        {
            return false;
        }

        return head.WholeChecksum() is { } stored
            ? stored.Value == await ChecksumOfAsync(request.Source, size, stored.Algorithm, cancellationToken).ConfigureAwait(false)
            : IsOlder(request.Source, head.LastModified);
    }

    private static async Task<string?> ChecksumOfAsync(
        IPartSource source, long size, PartChecksumAlgorithm algorithm, CancellationToken cancellationToken)
    {
        Stream stream = await source.OpenPartAsync(new PartRange(1, 0, size), cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            PartChecksum found = await PartChecksum
                .ComputeAsync(stream, new ChecksumChoice(algorithm, WithMD5: false), cancellationToken).ConfigureAwait(false);
            return found.Value;
        }
    }

    /// <summary>
    /// Whether the file was there as it is, well before the object was stored. Its time of the last write alone does not tell: a file that
    /// was put there later may bring an old one along.
    /// </summary>
    private static bool IsOlder(IPartSource source, DateTime? stored)
    {
        if (stored is not { } time
            || !DateTime.TryParse(source.Fingerprint, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime written))
        {
            return false;
        }

        DateTime latest = time.ToUniversalTime() - Margin;
        return written.ToUniversalTime() <= latest && !(FileIdentity.ChangedAt(source.Identity) > latest);
    }
}
