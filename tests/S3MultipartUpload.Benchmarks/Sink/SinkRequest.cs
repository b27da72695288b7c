namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>The head of a request, whose body has been read.</summary>
internal sealed record SinkRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>What was sent, without what the signature adds to it.</summary>
    public long Length => long.Parse(
        Headers.GetValueOrDefault("x-amz-decoded-content-length") ?? Headers.GetValueOrDefault("content-length") ?? "0",
        System.Globalization.CultureInfo.InvariantCulture);

    public long BodyLength => long.Parse(
        Headers.GetValueOrDefault("content-length") ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    public bool AsksForLeave => Headers.ContainsKey("expect");
}
