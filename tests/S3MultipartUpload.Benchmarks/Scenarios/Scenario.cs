using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Scenarios;

/// <summary>One comparison: the same bytes, by several uploaders in turns.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Size">The size of an object in bytes.</param>
/// <param name="Source">Where the bytes come from.</param>
/// <param name="IsHttps">Whether the store is reached over https.</param>
/// <param name="Contenders">Who takes part; ratios compare each with the last one.</param>
internal sealed record Scenario(string Name, long Size, SourceKind Source, bool IsHttps, IReadOnlyList<IContender> Contenders)
{
    /// <summary>The part size in bytes, for the uploaders that take one.</summary>
    public long PartSize { get; init; } = 8 << 20;

    /// <summary>How far away the store is.</summary>
    public SinkLine Line { get; init; } = SinkLine.Near;

    /// <summary>How many objects are stored.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How many are stored before anything is measured.</summary>
    public int WarmUp { get; init; }

    public string Description =>
        $"{(Count == 1 ? "" : $"{Count:N0} times ")}{ByteSize.Format(Size)} from {Origin} over {(IsHttps ? "https" : "http")}" +
        $"{(Count == 1 ? $", parts of {ByteSize.Format(PartSize)}" : "")}{Line}" +
        $"{(WarmUp == 0 ? "" : $", in a process that has stored {WarmUp:N0} before")}";

    private string Origin => Source switch
    {
        SourceKind.File => Count == 1 ? "a file" : "files",
        SourceKind.Stream => "a seekable stream",
        SourceKind.Pipe => Count == 1 ? "a stream of unknown length" : "streams of unknown length",
        _ => "memory",
    };
}
