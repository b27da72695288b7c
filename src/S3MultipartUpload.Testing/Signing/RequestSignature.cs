using System.Globalization;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>What a request says about its own signature, in the Authorization header or in a presigned URL's query.</summary>
internal sealed record RequestSignature
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    private const int WeekSeconds = 604_800;
    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>What presigned URLs have in their query, those of Signature Version 2 included.</summary>
    private static readonly HashSet<string> QueryNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "AWSAccessKeyId", "Signature",
    };

    public required string AccessKey { get; init; }

    /// <summary>date/region/service/aws4_request.</summary>
    public required string Scope { get; init; }

    public required IReadOnlyList<string> SignedHeaders { get; init; }

    public required string Signature { get; init; }

    public required string Timestamp { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>How long a presigned URL is valid; null for a signature in the header.</summary>
    public TimeSpan? Expires { get; init; }

    public string Date => Scope.Split('/')[0];

    public string Region => Scope.Split('/')[1];

    /// <summary>Reads the signature, or null where the request is anonymous: where nothing in it has to do with one.</summary>
    public static RequestSignature? Read(S3Exchange exchange)
    {
        string? header = exchange.Header("Authorization");
        bool query = exchange.Target.Query.Keys.Any(QueryNames.Contains);
        return (header, query) switch
        {
            (null, false) => null,
            (null, true) => FromQuery(exchange),
            (_, false) => FromHeader(exchange, header),
            _ => throw S3Errors.InvalidArgument(
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or " +
                "the Authorization header should be specified",
                "Authorization",
                header),
        };
    }

    /// <summary>Host and every x-amz- header must be covered, or someone could add them on the way.</summary>
    public void CheckCovers(S3Exchange exchange)
    {
        var missing = exchange.Http.Request.Headers.Keys
            .Where(name => name.Equals("Host", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .Select(name => name.ToLowerInvariant())
            .Except(SignedHeaders)

            // A presigned URL's own hash is in its query; the header repeats it.
            .Where(name => Expires is null || name != "x-amz-content-sha256")
            .ToList();
        if (missing.Count > 0)
        {
            throw new S3ErrorException(403, "AccessDenied", "There were headers present in the request which were not signed")
            {
                Details = [("HeadersNotSigned", string.Join(", ", missing))],
            };
        }
    }

    private static RequestSignature FromHeader(S3Exchange exchange, string header)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw UnknownMechanism();
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] given = header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string[] pair in given.Select(field => field.Split('=', 2)))
        {
            if (pair.Length < 2 || !fields.TryAdd(pair[0], pair[1]))
            {
                throw Malformed();
            }
        }

        string? timestamp = exchange.Header("x-amz-date") ?? Basic(exchange.Header("Date"));
        return Create(
            fields.GetValueOrDefault("Credential"),
            fields.GetValueOrDefault("SignedHeaders"),
            fields.GetValueOrDefault("Signature"),
            timestamp,
            Malformed);
    }

    private static RequestSignature FromQuery(S3Exchange exchange)
    {
        if (exchange.Query("AWSAccessKeyId") is not null)
        {
            throw UnknownMechanism();
        }

        if (exchange.Query("X-Amz-Algorithm") != Algorithm || exchange.Query("X-Amz-Expires") is not { } expires)
        {
            throw MalformedQuery();
        }

        int seconds = ReadExpiry(expires);
        RequestSignature signature = Create(
            exchange.Query("X-Amz-Credential"),
            exchange.Query("X-Amz-SignedHeaders"),
            exchange.Query("X-Amz-Signature"),
            exchange.Query("X-Amz-Date"),
            () => MalformedQuery());
        return signature with { Expires = TimeSpan.FromSeconds(seconds) };
    }

    private static int ReadExpiry(string text) =>
        !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seconds)
            ? throw MalformedQuery("X-Amz-Expires should be a number")
        : seconds < 0 ? throw MalformedQuery("X-Amz-Expires must be non-negative")
        : seconds > WeekSeconds ? throw MalformedQuery("X-Amz-Expires must be less than a week (in seconds); that is, the given " +
            $"X-Amz-Expires must be less than {WeekSeconds} seconds")
        : seconds;

    private static RequestSignature Create(
        string? credential, string? headers, string? signature, string? timestamp, Func<S3ErrorException> malformed)
    {
        // An access key may hold slashes; the scope is the last four elements.
        string[] elements = credential?.Split('/') ?? [];
        if (elements.Length < 5 || headers is null || signature is null || elements[^1] != "aws4_request" || elements[^2] != "s3")
        {
            throw malformed();
        }

        if (!DateTimeOffset.TryParseExact(
            timestamp, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            throw S3Errors.AccessDenied("AWS authentication requires a valid Date or x-amz-date header");
        }

        return new RequestSignature
        {
            AccessKey = string.Join('/', elements[..^4]),
            Scope = string.Join('/', elements[^4..]),
            SignedHeaders = headers.Split(';'),
            Signature = signature,
            Timestamp = timestamp ?? "",
            Time = time,
        };
    }

    private static string? Basic(string? date) =>
        DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture)
            : date;

    private static S3ErrorException Malformed() =>
        new(400, "AuthorizationHeaderMalformed", "The authorization header is malformed; it needs Credential, SignedHeaders and " +
            "Signature for service s3.");

    private static S3ErrorException MalformedQuery(string message = "Query-string authentication version 4 requires the " +
        "X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.") =>
        new(400, "AuthorizationQueryParametersError", message);

    private static S3ErrorException UnknownMechanism() =>
        S3Errors.InvalidRequest("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
}
