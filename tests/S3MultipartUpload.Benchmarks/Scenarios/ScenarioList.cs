using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Uploads;
using static S3MultipartUpload.Benchmarks.Uploads.Contenders;

namespace S3MultipartUpload.Benchmarks.Scenarios;

/// <summary>What the benchmark compares.</summary>
internal static class ScenarioList
{
    private const long KiB = 1 << 10;
    private const long MiB = 1 << 20;
    private const long GiB = 1 << 30;

    private static readonly SinkLine Fast = new(TimeSpan.FromMilliseconds(20), 50_000_000);
    private static readonly SinkLine Thin = new(TimeSpan.FromMilliseconds(20), 5_000_000);

    public static IReadOnlyList<Scenario> All { get; } =
        [
        new("file-https", 4 * GiB, SourceKind.File, IsHttps: true,
            [Native, Ours, OurTen, BareLoop, TunedTransferUtility, TransferUtility]),
        new("file-http", 4 * GiB, SourceKind.File, IsHttps: false,
            [Native, UnsignedNative, Ours, OurTen, OurUnsigned, BareLoop, TunedTransferUtility, TransferUtility]),
        new("memory-https", GiB, SourceKind.Memory, IsHttps: true, [Ours, OurTen, BareLoop, TunedTransferUtility, TransferUtility])
        {
            WarmUp = 1,
        },
        new("memory-http", GiB, SourceKind.Memory, IsHttps: false, [Ours, OurTen, BareLoop, TunedTransferUtility, TransferUtility])
        {
            WarmUp = 1,
        },
        new("warm-file-https", GiB, SourceKind.File, IsHttps: true, [OurTen, BareLoop]) { WarmUp = 1 },
        new("warm-file-http", GiB, SourceKind.File, IsHttps: false, [OurTen, BareLoop]) { WarmUp = 1 },
        new("stream-https", GiB, SourceKind.Stream, IsHttps: true, [Ours, TunedTransferUtility, TransferUtility]),
        new("pipe-https", GiB, SourceKind.Pipe, IsHttps: true, [Native, Ours, TransferUtility]),
        new("pipe-fast-line", GiB / 2, SourceKind.Pipe, IsHttps: false, [Ours, TransferUtility]) { Line = Fast },
        new("file-fast-line", 4 * GiB, SourceKind.File, IsHttps: true, [NativeTen, OurTen, BareLoop])
        {
            Line = Fast,
        },
        new("file-thin-line", 2 * GiB, SourceKind.File, IsHttps: false, [Native, Ours, OurTen]) { Line = Thin },
        new("parts-64MiB", 2 * GiB, SourceKind.File, IsHttps: true, [Native, OurTen, BareLoop, TunedTransferUtility])
        {
            PartSize = 64 * MiB,
        },
        new("parts-1GiB", 4 * GiB, SourceKind.File, IsHttps: true, [Ours, BareLoop]) { PartSize = GiB },
        Small("small-memory", SourceKind.Memory),
        Small("small-files", SourceKind.File),
        Small("small-pipes", SourceKind.Pipe),
        Small("small-memory-cold", SourceKind.Memory) with { WarmUp = 0 },
        ];

    private static Scenario Small(string name, SourceKind source) =>
        new(name, 4 * KiB, source, IsHttps: false, [OurTen, TransferUtility, BareLoop]) { Count = 10_000, WarmUp = 20_000 };
}
