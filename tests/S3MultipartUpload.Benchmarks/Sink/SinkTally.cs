namespace S3MultipartUpload.Benchmarks.Sink;

/// <summary>What a sink was sent since it was asked last.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Connections">How many connections were opened.</param>
/// <param name="Objects">How many objects were stored: by one request, or completed.</param>
/// <param name="Bytes">The bytes of all objects and parts.</param>
internal sealed record SinkTally(int Requests, int Connections, int Objects, long Bytes);
