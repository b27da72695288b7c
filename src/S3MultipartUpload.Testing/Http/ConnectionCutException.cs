namespace S3MultipartUpload.Testing.Http;

/// <summary>Thrown inside the endpoint to end a request without a reply.</summary>
internal sealed class ConnectionCutException(bool reset) : Exception
{
    /// <summary>Whether by a TCP reset; otherwise in order.</summary>
    public bool Reset { get; } = reset;
}
