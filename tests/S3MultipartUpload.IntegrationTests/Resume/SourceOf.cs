namespace S3MultipartUpload.IntegrationTests;

/// <summary>The same bytes as a source of each kind, to be opened as often as they are uploaded.</summary>
internal sealed class SourceOf : IDisposable
{
    /// <summary>All kinds of sources.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["file", "memory", "stream", "stream of known length"];

    private readonly string _kind;
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private byte[] _bytes;

    public SourceOf(string kind, byte[] bytes)
    {
        (_kind, _bytes) = (kind, bytes);
        if (kind == "file")
        {
            File.WriteAllBytes(_path, bytes);
        }
    }

    /// <summary>Other bytes take the place of these; a file keeps its time of the last write, as with cp -p.</summary>
    public void Replace(byte[] bytes)
    {
        _bytes = bytes;
        if (_kind == "file")
        {
            DateTime written = File.GetLastWriteTimeUtc(_path);
            File.WriteAllBytes(_path + ".new", bytes);
            File.SetLastWriteTimeUtc(_path + ".new", written);
            File.Move(_path + ".new", _path, overwrite: true);
        }
    }

    public IPartSource Open() => _kind switch
    {
        "file" => PartSource.FromFile(_path),
        "memory" => PartSource.FromMemory(_bytes),
        "stream" => PartSource.FromStream(new UnseekableStream(_bytes)),
        "stream of known length" => PartSource.FromStream(new MemoryStream(_bytes)),
        _ => throw new ArgumentOutOfRangeException(nameof(_kind), _kind, "Unknown."),
    };

    public void Dispose() => File.Delete(_path);

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
