using System.Text.Json.Serialization.Metadata;

namespace S3MultipartUpload.Folders;

/// <summary>Writes the manifest of a folder while it is uploaded: a line for each object.</summary>
internal sealed class FolderManifest(Stream stream)
{
    private long _objects;

    public Task BeginAsync(FolderHeader header, CancellationToken cancellationToken) =>
        WriteAsync(header, FolderLines.Default.FolderHeader, cancellationToken);

    public Task AddAsync(UploadManifest manifest, CancellationToken cancellationToken)
    {
        _objects++;
        return WriteAsync(manifest, FolderLines.Default.UploadManifest, cancellationToken);
    }

    /// <param name="journal">Has the receipts of what earlier runs have stored.</param>
    /// <param name="result">What has become of the folder.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task EndAsync(FolderJournal? journal, DirectoryUploadResult result, CancellationToken cancellationToken)
    {
        long earlier = _objects;
        if (journal is not null && result.FilesUnchanged > 0)
        {
            await foreach (UploadManifest manifest in journal.EarlierAsync(cancellationToken).ConfigureAwait(false))
            {
                await AddAsync(manifest, cancellationToken).ConfigureAwait(false);
            }
        }

        var end = new FolderEnd
        {
            Objects = _objects,
            Unchanged = result.FilesUnchanged - (_objects - earlier),
            Failed = result.FilesFailed,
        };
        await WriteAsync(end, FolderLines.Default.FolderEnd, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync<T>(T line, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(FolderLines.Write(line, type), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
