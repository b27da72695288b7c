using System.Globalization;

namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>How far away the sink is.</summary>
/// <param name="Latency">Between a request and its answer, and between a head that asks for leave to go on and that leave.</param>
/// <param name="BytesPerSecond">Of each connection; null for what the machine gives.</param>
internal sealed record SinkLine(TimeSpan Latency, long? BytesPerSecond)
{
    /// <summary>On the same machine.</summary>
    public static SinkLine Near { get; } = new(TimeSpan.Zero, null);

    /// <summary>What the kernel takes ahead of us has passed already, so it must be little where the line is thin.</summary>
    public int ReceiveBufferSize => BytesPerSecond is null ? 1 << 20 : 64 << 10;

    public override string ToString() => string.Concat(
        Latency > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $", {Latency.TotalMilliseconds} ms away") : "",
        BytesPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate / 1e6} MB/s per connection") : "");
}
