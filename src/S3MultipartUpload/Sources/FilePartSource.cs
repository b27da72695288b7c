namespace S3MultipartUpload;

/// <summary>
/// Opens the file anew for each reading of a part, so it holds no handle between parts, can be used for several uploads, and
/// notices when the path has come to name another file.
/// </summary>
internal sealed class FilePartSource(string path, FileSnapshot snapshot) : IPartSource
{
    public long? Length => snapshot.Length;

    public bool IsRandomAccess => true;

    /// <summary>Unbuffered: parts are read by position in large pieces of their own.</summary>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);

    public async ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = Open(path);
        }
        catch (FileNotFoundException gone)
        {
            throw new SourceChangedException($"The file '{path}' has disappeared since its upload began.", gone);
        }

        var part = new FilePartStream(file, path, snapshot, range);
        try
        {
            part.ThrowIfChanged();
            return part;
        }
        catch
        {
            await part.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
