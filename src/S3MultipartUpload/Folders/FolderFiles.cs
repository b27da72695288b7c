using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Many;
using S3MultipartUpload.Request;
using S3MultipartUpload.Sources;

namespace S3MultipartUpload.Folders;

/// <summary>Stores one file of a folder.</summary>
internal sealed class FolderFiles(
    IMultipartUploader uploader,
    DirectoryUpload upload,
    FolderKeys keys,
    ManyLedger ledger,
    FolderJournal? journal,
    StoredFiles? stored)
{
    /// <returns>What has become of it; nothing is thrown.</returns>
    public async Task<DirectoryFileResult> StoreAsync(FolderEntry entry, ManyEntry progress, CancellationToken cancellationToken)
    {
        IPartSource? source = null;
        DirectoryFileResult result = ResultOf(entry, DirectoryFileOutcome.Failed);
        try
        {
            if (entry.IsSkippedLink)
            {
                return result = ResultOf(entry, DirectoryFileOutcome.LinkSkipped);
            }

            source = Open(entry);
            if (RequestOf(entry, source) is not { } request)
            {
                return result = ResultOf(entry, DirectoryFileOutcome.LeftOut);
            }

            if (journal?.Has(entry.RelativePath, request) == true
                || (stored is not null && await stored.HasAsync(request, cancellationToken).ConfigureAwait(false)))
            {
                return result = ResultOf(entry, DirectoryFileOutcome.Unchanged);
            }

            UploadManifest manifest = await UploadAsync(request, progress, cancellationToken).ConfigureAwait(false);
            result = ResultOf(entry, DirectoryFileOutcome.Stored, manifest);
            await NoteAsync(entry, request, manifest).ConfigureAwait(false);
            return result;
        }
#pragma warning disable CA1031 // Whatever it is, it is told with the file.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return result = ResultOf(entry, DirectoryFileOutcome.Failed, manifest: null, exception);
        }
        finally
        {
            if (result.Outcome is DirectoryFileOutcome.Stored or DirectoryFileOutcome.Failed)
            {
                progress.End(result.Manifest);
            }
            else
            {
                progress.Drop();
            }

            await Disposal.DisposeAsync(source, ManyUploads.LoggerOf(uploader)).ConfigureAwait(false);
        }
    }

    private static DirectoryFileResult ResultOf(
        FolderEntry entry, DirectoryFileOutcome outcome, UploadManifest? manifest = null, Exception? exception = null) => new()
        {
            Path = entry.Path,
            RelativePath = entry.RelativePath,
            Outcome = outcome,
            Manifest = manifest,
            Exception = exception,
        };

    /// <summary>A name that names something else now is not followed, and a pipe not waited for.</summary>
    private static IPartSource Open(FolderEntry entry) =>
        entry.Failure is { } failure ? throw failure
        : entry.HasInvalidName ? throw new UploadRefusedException($"The name of '{entry.Path}' is not valid Unicode.")
        : !RegularFile.IsOrCanBe(entry.Path)
            ? throw new IOException($"'{entry.Path}' is a pipe, a socket, a device or by now a link: no regular file.")
        : RealPath.Of(entry.Path) != entry.RealPath ? throw RealPath.Replaced(entry.Path)
        : PartSource.FromFile(entry.Path);

    private UploadRequest? RequestOf(FolderEntry entry, IPartSource source)
    {
        var file = new DirectoryFile
        {
            Path = entry.Path,
            RelativePath = entry.RelativePath,
            BucketName = upload.BucketName,
            Key = keys.Take(entry.RelativePath),
            Source = source,
        };
        if (upload.RequestFor is null)
        {
            return new UploadRequest { BucketName = file.BucketName, Key = file.Key, Source = source };
        }

        UploadRequest? request = upload.RequestFor(file);
        return request is null || (request.BucketName == file.BucketName && request.Key == file.Key && request.Source == source)
            ? request
            : throw new UploadRefusedException(
                $"{nameof(DirectoryUpload.RequestFor)} gave another bucket, key or source than those of '{entry.RelativePath}'.");
    }

    private Task NoteAsync(FolderEntry entry, UploadRequest request, UploadManifest manifest) =>
        journal is null || request.Source is not { Length: { } length, Fingerprint: { } fingerprint } ? Task.CompletedTask
        : journal.AddAsync(new JournalLine
        {
            Path = entry.RelativePath,
            Size = length,
            Fingerprint = fingerprint,
            Identity = request.Source.Identity,
            Settings = SettingsDigest.Of(request),
            Manifest = manifest,
        });

    private Task<UploadManifest> UploadAsync(UploadRequest request, ManyEntry progress, CancellationToken cancellationToken) =>
        uploader.UploadAsync(ledger.Watched(request.WithDefault(upload.CheckpointStore), progress), cancellationToken);
}
