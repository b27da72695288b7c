using System.Runtime.CompilerServices;
using S3MultipartUpload.Many;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Folders;

/// <summary>Stores a folder: it is looked through, and then its files are stored, many at one time.</summary>
internal sealed class FolderUpload
{
    private static readonly Deadline UsualDeadline = new(TimeSpan.FromSeconds(15), TimeProvider.System);

    private readonly IMultipartUploader _uploader;
    private readonly DirectoryUpload _upload;
    private readonly FolderKeys _keys;
    private readonly FolderWalk _walk;
    private readonly FileSelection _selection;
    private readonly ManyLedger _ledger;

    /// <exception cref="UploadRefusedException">The settings contradict themselves, or there is no such folder.</exception>
    public FolderUpload(IMultipartUploader uploader, DirectoryUpload upload)
    {
        (_uploader, _upload) = (uploader, upload);
        _keys = new FolderKeys(upload.KeyPrefix, upload.KeyOf);
        _selection = new FileSelection(upload.Include, upload.Exclude);
        _walk = new FolderWalk(upload, _selection);
        _ledger = new ManyLedger(
            upload.Progress, upload.ProgressInterval, ManyUploads.TimeOf(uploader), ManyUploads.LoggerOf(uploader));
    }

    private IJournalStore? JournalStore => _upload.JournalStore ?? CheckpointStore as IJournalStore;

    private ICheckpointStore? CheckpointStore => _upload.CheckpointStore ?? MultipartUploader.Within(_uploader)?.Options.CheckpointStore;

    public async Task<DirectoryUploadResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        ThrowIfCheckpointsAreIn();
        var check = new FolderCheck(_upload, _keys);
        check.Execute(_walk, _selection, cancellationToken);
        _ledger.Expect(check.Files, check.Bytes);
        if (JournalStore is not { } store)
        {
            return await StoreAsync(journal: null, cancellationToken).ConfigureAwait(false);
        }

        FolderJournal journal = await FolderJournal.OpenAsync(
            store,
            HeaderOf(_upload) with { Directory = _walk.RealRoot },
            MultipartUploader.Within(_uploader)?.StoreName,
            MultipartUploader.Within(_uploader)?.Deadline ?? UsualDeadline,
            ManyUploads.LoggerOf(_uploader),
            cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = journal.ConfigureAwait(false);
        DirectoryUploadResult result = await StoreAsync(journal, cancellationToken).ConfigureAwait(false);
        if (result.FilesFailed == 0)
        {
            await journal.DeleteAsync().ConfigureAwait(false);
        }

        return result;
    }

    private static FolderHeader HeaderOf(DirectoryUpload upload) => new()
    {
        FolderVersion = FolderHeader.CurrentFolderVersion,
        BucketName = upload.BucketName,
        KeyPrefix = upload.KeyPrefix,
    };

    private async Task<DirectoryUploadResult> StoreAsync(FolderJournal? journal, CancellationToken cancellationToken)
    {
        FolderManifest? manifest = _upload.Manifest is { } stream ? new FolderManifest(stream) : null;
        await (manifest?.BeginAsync(HeaderOf(_upload), cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        StoredFiles? stored = _upload.Skip == SkipPolicy.Unchanged
            ? await StoredFiles.ListAsync(_uploader, _upload, cancellationToken).ConfigureAwait(false)
            : null;
        var files = new FolderFiles(_uploader, _upload, _keys, _ledger, journal, stored);
        var window = new Window<(FolderEntry Entry, ManyEntry Progress), DirectoryFileResult>(
            FindAsync(CancellationToken.None),
            (item, token) => files.StoreAsync(item.Entry, item.Progress, token),
            result => _upload.FailurePolicy == UploadFailurePolicy.Stop && result.Outcome == DirectoryFileOutcome.Failed,
            ManyUploads.ConcurrencyOf(_uploader, _upload.MaxConcurrency));
        var tally = new FolderTally();
        try
        {
            await foreach (DirectoryFileResult file in window.RunAsync(cancellationToken).ConfigureAwait(false))
            {
                tally.Add(file);
                if (manifest is not null && file.Manifest is { } receipt)
                {
                    await manifest.AddAsync(receipt, cancellationToken).ConfigureAwait(false);
                }

                _upload.OnFile?.Invoke(file);
            }
        }
        finally
        {
            await _ledger.EndAsync().ConfigureAwait(false);
        }

        DirectoryUploadResult result = tally.ToResult();
        await (manifest?.EndAsync(journal, result, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        return result;
    }

    /// <summary>They change while the folder is uploaded.</summary>
    private void ThrowIfCheckpointsAreIn()
    {
        foreach (FileCheckpointStore store in new object?[] { CheckpointStore, JournalStore }.OfType<FileCheckpointStore>())
        {
            if (RealPath.IsWithin(RealPath.Of(store.FullPath), _walk.RealRoot))
            {
                throw new UploadRefusedException(
                    $"The checkpoints are kept in '{store.FullPath}', which is in the folder that is to be stored. Keep them elsewhere.");
            }
        }
    }

    private async IAsyncEnumerable<(FolderEntry Entry, ManyEntry Progress)> FindAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (FolderEntry entry in _walk.Find())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (entry, _ledger.Take(entry.Length));
        }

        _ledger.OnAllTaken();
    }
}
