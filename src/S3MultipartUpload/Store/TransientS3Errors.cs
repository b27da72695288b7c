using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Polly.Timeout;
using S3MultipartUpload.Store;

namespace S3MultipartUpload;

/// <summary>Says which failures of a request are worth another attempt.</summary>
/// <remarks>Sources: Amazon S3 API Reference, "Error responses"; Amazon S3 User Guide, "Error best practices".</remarks>
public static class TransientS3Errors
{
    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        "InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout", "RequestTimeTooSkewed", "ExpiredToken",
        "Throttling", "ThrottlingException", "RequestThrottled", "RequestLimitExceeded", "TooManyRequests", "OperationAborted",
        "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody",
    };

    /// <summary>Whether the same request may well succeed when it is sent again.</summary>
    /// <param name="exception">
    /// The failure of an attempt. A cancellation counts as a timeout: whether the caller asked for it is for the caller to know.
    /// </param>
    public static bool IsTransient(Exception? exception) => exception switch
    {
        AmazonServiceException { ErrorCode: { } code } when Codes.Contains(code) => true,
        AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and var status } => IsTransientStatus(status),
        AmazonUnmarshallingException or XmlException => true, // The answer was cut or garbled.
        AmazonClientException failure => IsTransient(failure.InnerException),
        S3UploadException ours => ours is UnusableAnswerException,
        FileNotFoundException or DirectoryNotFoundException => false,
        IOException or HttpRequestException or SocketException => true,
        TimeoutException or TimeoutRejectedException or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>
    /// Whether one attempt more tells all: by then a client that renews its credentials or corrects its clock has done so, and a store that
    /// has worked on a request in vain for so long will not be done soon.
    /// </summary>
    internal static bool IsWorthOneRetry(Exception? exception) => exception
        is AmazonServiceException { ErrorCode: "ExpiredToken" or "RequestTimeTooSkewed" }
        or AttemptTimeoutException { Wait: Wait.Processing };

    /// <summary>Whether the store, or what stands before it, asks for fewer requests.</summary>
    internal static bool AsksForLess(Exception? exception) => IsThrottling(exception)
        || exception is AmazonServiceException { StatusCode: HttpStatusCode.ServiceUnavailable };

    /// <summary>Whether the store says in so many words that requests come too fast, and not that something is wrong.</summary>
    internal static bool IsThrottling(Exception? exception) => exception is AmazonServiceException
    {
        ErrorCode: "SlowDown" or "Throttling" or "ThrottlingException" or "RequestThrottled" or "RequestLimitExceeded" or "TooManyRequests",
    } or AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests };

    /// <summary>Whether the store may have carried out the request, though the attempt failed.</summary>
    /// <remarks>
    /// What the store does not say, and this library does not know, is: a client that was disposed meanwhile, or one wrapped in another
    /// that fails when the answer is in. An <see cref="InvalidOperationException"/> is a client's that sends nothing, such as a mock.
    /// </remarks>
    internal static bool IsAmbiguous(Exception exception) => exception switch
    {
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError,
        } => false,
        AmazonServiceException { ErrorCode: not null } or AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest } =>
            IsTransient(exception) && !(exception is AmazonServiceException refusal && IsRefusal(refusal)),
        S3UploadException or FileNotFoundException or DirectoryNotFoundException => IsTransient(exception),
        InvalidOperationException => exception is ObjectDisposedException,
        _ => true,
    };

    /// <summary>
    /// Whether the store says that it does not know the multipart upload. Ceph RGW and others answer NoSuchKey; a missing bucket is
    /// another matter: the upload may well be open elsewhere.
    /// </summary>
    internal static bool IsUploadGone(AmazonServiceException refusal) => refusal.ErrorCode is "NoSuchUpload" or "NoSuchKey";

    /// <summary>Whether the store says that the bytes it received are not those of their checksum.</summary>
    internal static bool IsMismatch(AmazonServiceException refusal) =>
        refusal.ErrorCode is "BadDigest" or "XAmzContentSHA256Mismatch" or "XAmzContentChecksumMismatch";

    /// <summary>How long the store asks to wait before the next attempt, in its Retry-After header; null where it does not.</summary>
    internal static TimeSpan? RetryAfter(Exception? exception, DateTimeOffset now)
    {
        string? value = (exception?.InnerException as HttpErrorResponseException)?.Response?.GetHeaderValue("Retry-After");
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - now).Ticks))
            : null;
    }

    private static bool IsTransientStatus(HttpStatusCode status) => status
        is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;

    /// <summary>
    /// Whether the store says by a code of its own that it did not carry out the request. A proxy's answer has no code of S3's: the SDK
    /// then puts the name of the status in its place.
    /// </summary>
    private static bool IsRefusal(AmazonServiceException answer) => answer.ErrorCode is { } code
        && code != "InternalError"
        && Codes.Contains(code)
        && (code != answer.StatusCode.ToString() || answer.RequestId is not null);
}
