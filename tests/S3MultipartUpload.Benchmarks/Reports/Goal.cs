using S3MultipartUpload.Benchmarks.Uploads;
using static S3MultipartUpload.Benchmarks.Uploads.Contenders;

namespace S3MultipartUpload.Benchmarks.Reports;

/// <summary>What we want to hold: a figure of a scenario, and the most that it may be.</summary>
/// <param name="Text">What the figure is.</param>
/// <param name="AtMost">The most.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Figure">The figure; null where who it is about did not take part.</param>
internal sealed record Goal(string Text, double AtMost, string Scenario, Func<ScenarioResult, double?> Figure)
{
    private static readonly Func<Measurement, double?> Cpu = cost => cost.CpuSeconds;
    private static readonly Func<Measurement, double?> Wall = cost => cost.WallSeconds;
    private static readonly Func<Measurement, double?> Peak = cost => cost.PeakWorkingSet / ScenarioResult.MiB;

    public static IReadOnlyList<Goal> All { get; } =
        [
        Ratio("CPU time, our command line to TransferUtility, https", 0.33, "file-https", Native, TransferUtility, Cpu),
        Ratio("CPU time, our command line to TransferUtility, http", 0.45, "file-http", Native, TransferUtility, Cpu),
        Ratio("CPU time, our command line unsigned to TransferUtility, http", 0.25, "file-http", UnsignedNative, TransferUtility, Cpu),
        Ratio("time, our command line to TransferUtility, https", 0.42, "file-https", Native, TransferUtility, Wall),
        Ratio("time, our command line to TransferUtility, http", 0.50, "file-http", Native, TransferUtility, Wall),
        Ratio("CPU time, the library to TransferUtility, https", 0.33, "file-https", Ours, TransferUtility, Cpu),
        Ratio("CPU time, the library to TransferUtility, http", 0.45, "file-http", Ours, TransferUtility, Cpu),
        Ratio("time, the library to TransferUtility, https", 0.42, "file-https", Ours, TransferUtility, Wall),
        Ratio("time, the library to TransferUtility, http", 0.50, "file-http", Ours, TransferUtility, Wall),
        Ratio("CPU time, our command line to a bare loop, file, https", 1.08, "file-https", Native, BareLoop, Cpu),
        Ratio("CPU time, our command line to a bare loop, file, http", 1.08, "file-http", Native, BareLoop, Cpu),
        Ratio("CPU time, the library to a bare loop, file, https", 1.08, "warm-file-https", OurTen, BareLoop, Cpu),
        Ratio("CPU time, the library to a bare loop, file, http", 1.08, "warm-file-http", OurTen, BareLoop, Cpu),
        Ratio("the same with the compiling of the code, https", 1.08, "file-https", OurTen, BareLoop, Cpu),
        Ratio("the same with the compiling of the code, http", 1.08, "file-http", OurTen, BareLoop, Cpu),
        Ratio("CPU time, the library to a bare loop, memory, https", 1.08, "memory-https", OurTen, BareLoop, Cpu),
        Ratio("CPU time, the library to a bare loop, memory, http", 1.08, "memory-http", OurTen, BareLoop, Cpu),
        Ratio("time, unknown length, fast line, to TransferUtility", 0.20, "pipe-fast-line", Ours, TransferUtility, Wall),
        Ratio("time, thin line, to our own 10 connections", 0.30, "file-thin-line", Ours, OurTen, Wall),
        new("time, our command line with 10 connections on a fast line, to the floor of the wire", 1.10, "file-fast-line", result =>
            result.Of(NativeTen)?.Median(Wall) / Floor(result)),
        new("peak memory of the library, parts of 8 MiB, MiB", 110, "file-https", result => result.Of(Ours)?.Median(Peak)),
        new("peak memory of the library, parts of 1 GiB, MiB", 110, "parts-1GiB", result => result.Of(Ours)?.Median(Peak)),
        new("managed allocations per GiB, MiB", 25, "file-https", result =>
            result.Of(Ours)?.Median(cost => cost.AllocatedBytes / ScenarioResult.MiB) / result.Gibibytes),
        Ratio("time, 10,000 objects of 4 KiB from memory, to a bare loop", 1.10, "small-memory", OurTen, BareLoop, Wall),
        Ratio("time, 10,000 objects of 4 KiB from files, to a bare loop", 1.10, "small-files", OurTen, BareLoop, Wall),
        Ratio("time, 10,000 objects of 4 KiB from streams, to a bare loop", 1.10, "small-pipes", OurTen, BareLoop, Wall),
        ];

    private static Goal Ratio(
        string text, double atMost, string scenario, IContender ours, IContender theirs, Func<Measurement, double?> figure) =>
        new(text, atMost, scenario, result =>
            result.Of(ours) is { } one && result.Of(theirs) is { } other ? one.MedianRatio(other, figure) : null);

    /// <summary>Ten connections, each busy with its bytes or waiting for leave and answer, and never idle.</summary>
    private static double Floor(ScenarioResult result)
    {
        double parts = Math.Ceiling((double)result.Scenario.Size / result.Scenario.PartSize);
        double bytes = result.Scenario.Size / (double)(result.Scenario.Line.BytesPerSecond ?? long.MaxValue);
        return (bytes + (parts * 2 * result.Scenario.Line.Latency.TotalSeconds)) / ClientContender.Connections;
    }
}
