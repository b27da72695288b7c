using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace S3MultipartUpload.Sources;

/// <summary>
/// Reads one open file by position during an upload, so that a file put in its place cannot be mixed in; and looks at the path as
/// well, so that such a change is noticed.
/// </summary>
internal sealed class FilePartSource(string path, FileSnapshot snapshot, string? identity) : IPartSource, IAsyncDisposable
{
    private readonly object _gate = new();
    private SafeFileHandle? _file;

    public string Path => path;

    public long? Length => snapshot.Length;

    public bool IsRandomAccess => true;

    public string? Fingerprint { get; } = snapshot.LastWriteTimeUtc.ToString("O", CultureInfo.InvariantCulture);

    public string? Identity => identity;

    /// <summary>What the file is now that is open.</summary>
    public static FilePartSource Of(string path, SafeFileHandle file) => new(path, FileSnapshot.Take(file), FileIdentity.Of(file));

    public static SafeFileHandle Open(string path) => File.OpenHandle(path, options: FileOptions.Asynchronous);

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
    {
        FileSnapshot? now = FileSnapshot.Take(path);
        if (now != snapshot)
        {
            throw snapshot.Changed(path, now);
        }

        SafeFileHandle file;
        lock (_gate)
        {
            file = _file ??= OpenSame();
        }

        var part = new FilePartStream(file, path, snapshot, range);
        part.ThrowIfChanged();
        return new(part);
    }

    /// <summary>Opens the file that was looked at: no other of the same length and time, nor one behind a link put there.</summary>
    private SafeFileHandle OpenSame()
    {
        SafeFileHandle file = Open(path);
        if (FileIdentity.IsSameFile(identity, FileIdentity.Of(file)))
        {
            return file;
        }

        file.Dispose();
        throw new SourceChangedException($"Another file was put in the place of '{path}' since its upload began.");
    }

    /// <summary>Closes the file; the next upload opens it anew.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }

        return ValueTask.CompletedTask;
    }
}
