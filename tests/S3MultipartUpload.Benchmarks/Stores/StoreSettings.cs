using S3MultipartUpload.Benchmarks.Sink;

namespace S3MultipartUpload.Benchmarks.Stores;

/// <summary>How a store is set up.</summary>
/// <param name="DataDirectory">The folder that keeps the bytes; null when they are checked and forgotten.</param>
/// <param name="IsHttps">Whether it speaks https.</param>
/// <param name="Sink">How far away the sink is; null for a store that checks what it is sent.</param>
/// <param name="Kind">What answers, where it is no sink.</param>
internal sealed record StoreSettings(
    string? DataDirectory, bool IsHttps, SinkLine? Sink = null, StoreKind Kind = StoreKind.Endpoint);
