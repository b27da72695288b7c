namespace S3MultipartUpload.IntegrationTests;

/// <summary>The same bytes as a source of each kind, to be opened as often as they are uploaded.</summary>
internal sealed class SourceOf : IDisposable
{
    private readonly string _kind;
    private readonly byte[] _bytes;
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public SourceOf(string kind, byte[] bytes)
    {
        (_kind, _bytes) = (kind, bytes);
        if (kind == "file")
        {
            File.WriteAllBytes(_path, bytes);
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
