using System.Net;

namespace S3MultipartUpload;

/// <summary>
/// A URL cannot serve as a source: the web server refuses it, or does not answer as a source needs it. The message says what to do; it
/// never has the query of the URL, which may be a secret.
/// </summary>
public sealed class UrlSourceException : S3UploadException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="statusCode">The status of the answer that showed it.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public UrlSourceException(string message, HttpStatusCode statusCode, Exception? innerException = null)
        : base(message, innerException) => StatusCode = statusCode;

    /// <summary>The status of the answer that showed it: 403 or 404 where the server refuses, 200 where it has no ranges.</summary>
    public HttpStatusCode StatusCode { get; }
}
