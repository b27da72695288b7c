using S3MultipartUpload.Testing.Http;

namespace S3MultipartUpload.Testing.Cors;

/// <summary>
/// What a browser says about a request of a page: where the page is from, the method, and the headers that it asks leave for.
/// </summary>
internal sealed record CorsRequest(string Origin, string Method, IReadOnlyList<string> Headers)
{
    /// <summary>Reads it off a request; null where no browser speaks of an origin, or says what cannot be said back to it.</summary>
    public static CorsRequest? Read(S3Exchange exchange)
    {
        string names = exchange.Header("Access-Control-Request-Headers") ?? "";
        return exchange.Header("Origin") is { } origin && HeaderText.IsValue(origin) && HeaderText.IsValue(names)
            ? new CorsRequest(
                origin,
                exchange.Header("Access-Control-Request-Method") ?? exchange.Http.Request.Method,
                names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            : null;
    }
}
