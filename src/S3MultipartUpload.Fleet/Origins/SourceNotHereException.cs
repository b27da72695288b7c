namespace S3MultipartUpload.Fleet.Origins;

/// <summary>This node has not what other nodes may have: it does not know the root, or has no such file or folder.</summary>
internal sealed class SourceNotHereException(string message, Exception? innerException = null) : Exception(message, innerException);
