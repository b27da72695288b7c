namespace S3MultipartUpload.Testing.Protocol;

/// <summary>A request refused with one of S3's error codes; it becomes the XML error body.</summary>
internal sealed class S3ErrorException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The elements S3 adds to this error beside Code, Message, Resource and RequestId.</summary>
    public List<(string Name, string Value)> Details { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    public (string Name, string Value)? Header { get; init; }
}
