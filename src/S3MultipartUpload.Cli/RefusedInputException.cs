namespace S3MultipartUpload.Cli;

/// <summary>An argument or the input cannot be used; no request has been made.</summary>
internal sealed class RefusedInputException(string message, Exception? innerException = null) : Exception(message, innerException);
