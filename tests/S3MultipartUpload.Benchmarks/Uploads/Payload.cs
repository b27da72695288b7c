namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>The bytes of a file, in the form that each uploader takes them.</summary>
internal sealed class Payload(SourceKind kind, string path)
{
    private readonly byte[] _bytes = kind == SourceKind.Memory ? File.ReadAllBytes(path) : [];

    /// <summary>The path, where the bytes are given by it.</summary>
    public string? Path => kind == SourceKind.File ? path : null;

    public IPartSource ToPartSource() => kind switch
    {
        SourceKind.File => PartSource.FromFile(path),
        SourceKind.Memory => PartSource.FromMemory(_bytes),
        _ => PartSource.FromStream(ToStream()),
    };

    /// <summary>A stream, for who takes nothing else.</summary>
    public Stream ToStream() => kind switch
    {
        SourceKind.Pipe => new ForwardStream(path),
        SourceKind.Memory => new MemoryStream(_bytes, writable: false),
        _ => File.OpenRead(path),
    };
}
