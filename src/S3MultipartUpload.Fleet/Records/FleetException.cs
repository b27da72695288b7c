namespace S3MultipartUpload.Fleet;

/// <summary>The fleet cannot do what it was asked for; the message says why, and what to do.</summary>
/// <param name="message">Why.</param>
/// <param name="innerException">What showed it, if anything did.</param>
public sealed class FleetException(string message, Exception? innerException = null) : Exception(message, innerException);
