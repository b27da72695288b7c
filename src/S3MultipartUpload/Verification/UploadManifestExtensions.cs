using S3MultipartUpload.Manifest;
using S3MultipartUpload.Verification;

namespace S3MultipartUpload;

/// <summary>What can be done with a manifest.</summary>
public static class UploadManifestExtensions
{
    /// <summary>Compares a local file with a manifest: its size, and the checksums of its parts and of the whole.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What agrees, and what differs. Of an upload that was not completed, the parts so far are compared.</returns>
    /// <exception cref="InvalidUploadJsonException">The manifest contradicts itself.</exception>
    /// <exception cref="ArgumentException">The path is empty, or is not that of a regular file.</exception>
    /// <exception cref="IOException">
    /// The file cannot be read, or changes while it is read (<see cref="SourceChangedException"/>).
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Task<VerificationReport> VerifyFileAsync(
        this UploadManifest manifest, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return FileVerifier.ExecuteAsync(ManifestValidator.Check(manifest), path, cancellationToken);
    }
}
