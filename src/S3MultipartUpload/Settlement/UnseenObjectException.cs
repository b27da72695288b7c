namespace S3MultipartUpload.Settlement;

/// <summary>The store does not know the upload any more, and the object could not be looked at, for the reason inside.</summary>
internal sealed class UnseenObjectException(Exception inner) : Exception(inner.Message, inner);
