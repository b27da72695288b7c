using System.Globalization;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Cors;

/// <summary>Tells browsers what the pages of other origins may do (S3 User Guide, "Using cross-origin resource sharing").</summary>
internal sealed class CorsResponder(BucketTable buckets)
{
    private const string Vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    /// <summary>Answers OPTIONS, which a browser sends before the request itself and which nobody signs.</summary>
    public S3Reply Preflight(S3Exchange exchange)
    {
        CorsRequest request = CorsRequest.Read(exchange) ?? throw BadRequest("Insufficient information. Origin request header needed.");
        string? method = exchange.Header("Access-Control-Request-Method");
        if (!CorsRule.Methods.Contains(method))
        {
            throw BadRequest($"Invalid Access-Control-Request-Method: {method ?? "null"}");
        }

        Bucket bucket = buckets.Find(exchange.Target.Bucket) ?? throw Forbidden(exchange, "Bucket not found");
        CorsConfiguration configuration =
            CorsConfiguration.Of(bucket) ?? throw Forbidden(exchange, "CORS is not enabled for this bucket.");
        CorsRule rule = configuration.Find(request) ?? throw Forbidden(
            exchange,
            "This CORS request is not allowed. This is usually because the evalution of Origin, request method / " +
            "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.");
        return Describe(new S3Reply(200), rule, request)
            .With("Access-Control-Allow-Headers", request.Headers.Count > 0 ? string.Join(", ", request.Headers) : null);
    }

    /// <summary>Adds to an answer, an error too, what lets the page read it.</summary>
    public S3Reply AddTo(S3Reply reply, S3Exchange exchange)
    {
        if (CorsRequest.Read(exchange) is not { } request)
        {
            return reply;
        }

        reply.With("Vary", Vary);
        return exchange.Http.Request.Method != "OPTIONS"
            && buckets.Find(exchange.Target.Bucket) is { } bucket
            && CorsConfiguration.Of(bucket)?.Find(request) is { } rule
                ? Describe(reply, rule, request)
                : reply;
    }

    private static S3Reply Describe(S3Reply reply, CorsRule rule, CorsRequest request)
    {
        bool forAll = rule.IsForEveryOrigin(request.Origin);
        return reply
            .With("Access-Control-Allow-Origin", forAll ? "*" : request.Origin)
            .With("Access-Control-Allow-Credentials", forAll ? null : "true")
            .With("Access-Control-Allow-Methods", string.Join(", ", rule.AllowedMethods))
            .With("Access-Control-Expose-Headers", rule.ExposeHeaders.Count > 0 ? string.Join(", ", rule.ExposeHeaders) : null)
            .With("Access-Control-Max-Age", rule.MaxAgeSeconds?.ToString(CultureInfo.InvariantCulture));
    }

    private static S3ErrorException BadRequest(string message) => new(400, "BadRequest", message);

    private static S3ErrorException Forbidden(S3Exchange exchange, string message) =>
        new(403, "AccessForbidden", $"CORSResponse: {message}")
        {
            Details =
            [
                ("Method", exchange.Header("Access-Control-Request-Method") ?? ""),
                ("ResourceType", exchange.Target.Key is null ? "BUCKET" : "OBJECT"),
            ],
        };
}
