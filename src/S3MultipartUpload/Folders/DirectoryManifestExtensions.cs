using S3MultipartUpload.Folders;

namespace S3MultipartUpload;

/// <summary>Reads the manifests of folders.</summary>
public static class DirectoryManifestExtensions
{
    /// <summary>
    /// Compares the objects of a folder with its manifest, several at one time, and gives each result as soon as it is known, in no order.
    /// The manifest is read as a stream and never held whole.
    /// </summary>
    /// <param name="uploader">The uploader.</param>
    /// <param name="manifest">
    /// The manifest, as <see cref="DirectoryUpload.Manifest"/> was written, from its first byte. It stays open.
    /// </param>
    /// <param name="options">How closely. Default: by what the store says of each object.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The results.</returns>
    /// <exception cref="InvalidUploadJsonException">
    /// Thrown by the enumeration when all results were given: it is no manifest of a folder, or it is torn, as that of an upload that
    /// was killed is; the message says where.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; thrown by the enumeration.</exception>
    public static IAsyncEnumerable<ObjectVerification> VerifyAsync(
        this IMultipartUploader uploader, Stream manifest, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uploader);
        ArgumentNullException.ThrowIfNull(manifest);
        return FolderVerifier.ExecuteAsync(uploader, manifest, options, cancellationToken);
    }
}
