namespace S3MultipartUpload.Cli;

/// <summary>A signal came while nobody read what was to be told. The message says what was done all the same.</summary>
internal sealed class UntoldException(string message) : OperationCanceledException(message);
