using S3MultipartUpload.Folders;
using S3MultipartUpload.Many;

namespace S3MultipartUpload;

/// <summary>Uploads folders, and compares them with their manifests.</summary>
public static class DirectoryUploadExtensions
{
    /// <summary>
    /// Stores the files of a folder, several at one time. The folder is looked through first: what can be known to fail is refused before
    /// anything is stored. After that a file that fails is told in the result, and the others go on (see
    /// <see cref="DirectoryUpload.FailurePolicy"/>).
    /// </summary>
    /// <remarks>
    /// What comes into the folder, or changes in it, meanwhile is stored as it is found, or told as that file's failure. Pipes, sockets
    /// and devices are failures: leave them out by <see cref="DirectoryUpload.Exclude"/>.
    /// </remarks>
    /// <param name="uploader">The uploader.</param>
    /// <param name="upload">The folder, and how its files become objects.</param>
    /// <param name="cancellationToken">
    /// Ends it: no further file is taken, and what runs is cancelled, as in <see cref="IMultipartUploader.UploadAsync"/>.
    /// </param>
    /// <returns>What has become of the files; see <see cref="DirectoryUploadResult.ThrowIfAnyFailed"/>.</returns>
    /// <exception cref="UploadRefusedException">
    /// There is no such folder, a setting breaks a rule, files cannot have an object (their key would be too long, or their name is not
    /// valid Unicode), two files have the same key, or no file matches a pattern; nothing was sent.
    /// </exception>
    /// <exception cref="CheckpointException">The journal is in use, or cannot serve; nothing was sent.</exception>
    /// <exception cref="Amazon.S3.AmazonS3Exception">
    /// The bucket cannot be listed, which <see cref="SkipPolicy.Unchanged"/> needs; nothing was sent.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<DirectoryUploadResult> UploadDirectoryAsync(
        this IMultipartUploader uploader, DirectoryUpload upload, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uploader);
        ArgumentNullException.ThrowIfNull(upload);
        ManyRules.Validate(upload.MaxConcurrency, upload.FailurePolicy, upload.ProgressInterval);
        return Task.Run(
            () =>
            {
                FolderCheck.Settings(upload);
                return new FolderUpload(uploader, upload).ExecuteAsync(cancellationToken);
            },
            cancellationToken);
    }

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
    public static IAsyncEnumerable<ObjectVerification> VerifyDirectoryAsync(
        this IMultipartUploader uploader, Stream manifest, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uploader);
        ArgumentNullException.ThrowIfNull(manifest);
        return FolderVerifier.ExecuteAsync(uploader, manifest, options, cancellationToken);
    }
}
