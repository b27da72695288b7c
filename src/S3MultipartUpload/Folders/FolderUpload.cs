using System.Runtime.CompilerServices;
using S3MultipartUpload.Many;

namespace S3MultipartUpload.Folders;

/// <summary>Stores a folder: it is looked through, and then its files are stored, many at one time.</summary>
internal sealed class FolderUpload
{
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

    public async Task<DirectoryUploadResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        var check = new FolderCheck(_upload, _keys);
        check.Execute(_walk, _selection, cancellationToken);
        _ledger.Expect(check.Files, check.Bytes);
        var files = new FolderFiles(_uploader, _upload, _keys, _ledger);
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
                _upload.OnFile?.Invoke(file);
            }
        }
        finally
        {
            await _ledger.EndAsync().ConfigureAwait(false);
        }

        return tally.ToResult();
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
