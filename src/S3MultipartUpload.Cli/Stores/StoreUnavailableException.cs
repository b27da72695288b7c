namespace S3MultipartUpload.Cli.Stores;

/// <summary>The store cannot be used at all; trying again would not help. The message says what to do.</summary>
internal sealed class StoreUnavailableException(string message, Exception innerException) : Exception(message, innerException);
