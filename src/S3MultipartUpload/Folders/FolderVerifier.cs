using System.Runtime.CompilerServices;
using S3MultipartUpload.Manifest;
using S3MultipartUpload.Many;

namespace S3MultipartUpload.Folders;

/// <summary>Compares the objects of a folder with its manifest.</summary>
internal static class FolderVerifier
{
    private const int Concurrency = 10;

    private static ReadOnlySpan<byte> EndBegins => "{\"objects\":"u8;

    public static IAsyncEnumerable<ObjectVerification> ExecuteAsync(
        IMultipartUploader uploader, Stream stream, VerifyOptions? options, CancellationToken cancellationToken) =>
        new Window<UploadManifest, ObjectVerification>(
            ReadAsync(stream, CancellationToken.None),
            (manifest, token) => VerifyAsync(uploader, manifest, options, token),
            _ => false,
            () => Concurrency).RunAsync(cancellationToken);

    /// <summary>The receipts in a folder's manifest.</summary>
    /// <exception cref="InvalidUploadJsonException">It is none, or torn.</exception>
    public static async IAsyncEnumerable<UploadManifest> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FolderHeader? header = null;
        FolderEnd? end = null;
        long count = 0;
        long number = 0;
        await foreach ((ReadOnlyMemory<byte> content, bool hasEnd) in TextLines
            .ReadAsync(TextLines.PiecesOf(stream, cancellationToken), FolderLines.MaxBytes, cancellationToken).ConfigureAwait(false))
        {
            number++;
            if (end is not null)
            {
                throw new InvalidUploadJsonException($"Not a folder's manifest: line {number:N0} follows the last one.");
            }

            if (!hasEnd)
            {
                break; // It was not written to its end.
            }

            if (header is null)
            {
                header = Parse(number, () => StrictJson.Read(
                    content.Span, FolderLines.Default.FolderHeader, FolderLines.MaxBytes, FolderHeader.ProblemOf));
            }
            else if (content.Span.StartsWith(EndBegins))
            {
                end = Parse(number, () => StrictJson.Read(
                    content.Span, FolderLines.Default.FolderEnd, FolderLines.MaxBytes, found => found.Objects == count
                        ? null : $"it says that there are {found.Objects:N0} objects, and there are {count:N0}."));
            }
            else
            {
                count++;
                yield return Parse(number, () => StrictJson.Read(
                    content.Span, FolderLines.Default.UploadManifest, FolderLines.MaxBytes, manifest =>
                        ManifestValidator.ProblemOf(manifest) ?? (manifest.IsComplete ? null : "the object was not stored.")));
            }
        }

        if (end is null)
        {
            throw new InvalidUploadJsonException(
                $"The folder's manifest is torn: it has no last line, as if the upload were running or had been killed. It tells of " +
                $"{count:N0} objects.");
        }
    }

    private static async Task<ObjectVerification> VerifyAsync(
        IMultipartUploader uploader, UploadManifest manifest, VerifyOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            VerificationReport report = await uploader.VerifyAsync(manifest, options, cancellationToken).ConfigureAwait(false);
            return new ObjectVerification { Manifest = manifest, Report = report };
        }
#pragma warning disable CA1031 // The caller is given it, with the object.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new ObjectVerification { Manifest = manifest, Exception = exception };
        }
    }

    private static T Parse<T>(long number, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidUploadJsonException invalid)
        {
            throw new InvalidUploadJsonException($"Not a folder's manifest: line {number:N0}: {invalid.Message}", invalid);
        }
    }
}
