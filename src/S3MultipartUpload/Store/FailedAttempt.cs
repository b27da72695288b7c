using System.Collections;
using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Store;

/// <summary>What is known of a request that failed. As an entry of the log it is one line, and has each value by its name.</summary>
internal sealed class FailedAttempt : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const int LongestReason = 300;

    /// <summary>S3's codes that say what to look for; another one is told by its status, so that the types of errors stay few.</summary>
    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        "AccessDenied", "AuthorizationHeaderMalformed", "BadDigest", "ConditionalRequestConflict", "EntityTooLarge", "EntityTooSmall",
        "ExpiredToken", "IncompleteBody", "InternalError", "InvalidAccessKeyId", "InvalidArgument", "InvalidPart", "InvalidPartOrder",
        "InvalidRequest", "InvalidToken", "MalformedXML", "NoSuchBucket", "NoSuchKey", "NoSuchUpload", "NotImplemented",
        "OperationAborted", "PermanentRedirect", "PreconditionFailed", "QuotaExceeded", "RequestTimeout", "RequestTimeTooSkewed",
        "ServiceUnavailable", "SignatureDoesNotMatch", "SlowDown", "Throttling", "TooManyRequests", "XAmzContentChecksumMismatch",
        "XAmzContentSHA256Mismatch",
    };

    private readonly KeyValuePair<string, object?>[] _values;

    public FailedAttempt(string operation, int? partNumber, int attempt, Exception error, TimeSpan? delay)
    {
        var service = error as AmazonServiceException;
        (Operation, PartNumber, Attempt, Error, Delay) = (operation, partNumber, attempt, error, delay);
        StatusCode = service is { StatusCode: not 0 } ? (int)service.StatusCode : null;
        Code = service?.ErrorCode is { Length: > 0 } code ? Log.OnOneLine(code, LongestReason) : error.GetType().Name;
        RequestId = service?.RequestId is { Length: > 0 } id ? Log.OnOneLine(id, LongestReason) : null;
        _values =
        [
            new(nameof(Operation), Operation),
            new(nameof(PartNumber), PartNumber),
            new(nameof(Attempt), Attempt),
            new(nameof(StatusCode), StatusCode),
            new(nameof(Code), Code),
            new(nameof(RequestId), RequestId),
            new(nameof(Delay), Delay),
            new("{OriginalFormat}", "Attempt {Attempt} of {Operation} failed."),
        ];
    }

    public string Operation { get; }

    public int? PartNumber { get; }

    public int Attempt { get; }

    public Exception Error { get; }

    public TimeSpan? Delay { get; }

    public int? StatusCode { get; }

    public string Code { get; }

    public string? RequestId { get; }

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    /// <summary>The type of an error, of which there are few.</summary>
    public static string TypeOf(Exception error) => error switch
    {
        OperationCanceledException => Telemetry.Canceled,
        AmazonServiceException { ErrorCode: { } code } when Codes.Contains(code) => code,
        AmazonServiceException { StatusCode: not 0 and var status } => ((int)status).ToString(CultureInfo.InvariantCulture),
        _ => error.GetType().FullName ?? "_OTHER",
    };

    public void Write(ILogger logger)
    {
        logger.Log(LogLevel.Warning, Log.AttemptFailed, this, exception: null, static (attempt, _) => attempt.ToString());
        Log.AttemptStack(logger, Operation, Error);
    }

    public override string ToString()
    {
        var text = new StringBuilder(200);
        text.Append(CultureInfo.InvariantCulture, $"Attempt {Attempt} ");
        _ = PartNumber is { } number
            ? text.Append(CultureInfo.InvariantCulture, $"to send part {number}")
            : text.Append(CultureInfo.InvariantCulture, $"of {Operation}");
        text.Append(" failed: ");
        if (StatusCode is { } status)
        {
            text.Append(CultureInfo.InvariantCulture, $"{status} {Code}: ");
        }

        text.Append(Log.OnOneLine(Error.Message.Trim().TrimEnd('.'), LongestReason));
        if (RequestId is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" (request {RequestId})");
        }

        return Delay is { } delay
            ? text.Append(CultureInfo.InvariantCulture, $". The next follows in {delay.TotalSeconds:0.#} s.").ToString()
            : text.Append('.').ToString();
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
