namespace S3MultipartUpload.Testing;

/// <summary>Thrown inside the endpoint to end a request by cutting its connection.</summary>
internal sealed class ConnectionCutException : Exception;
