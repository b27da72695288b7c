namespace S3MultipartUpload.Benchmarks.Stores;

/// <summary>What answers, where it is no sink.</summary>
internal enum StoreKind
{
    /// <summary>The endpoint of S3MultipartUpload.Testing, in a folder, or nowhere without one.</summary>
    Endpoint,

    /// <summary>The same, in memory.</summary>
    EndpointInMemory,

    /// <summary>The web server alone: bodies are read, and every answer is 200.</summary>
    WebServer,
}
