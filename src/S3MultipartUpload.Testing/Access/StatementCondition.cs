using System.IO.Enumeration;
using System.Text.Json;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>
/// One condition of a policy's statement (IAM User Guide, "IAM JSON policy elements: Condition operators"): on whether TLS protects the
/// request, or on one of its x-amz- headers. A policy with another one is not taken, for nobody would act on it.
/// </summary>
internal sealed record StatementCondition
{
    private const string Secure = "aws:SecureTransport";
    private const string HeaderPrefix = "s3:x-amz-";

    private static readonly Dictionary<string, Func<string?, string[], bool>> Operators = new(StringComparer.Ordinal)
    {
        ["Bool"] = (value, wanted) => wanted.Contains(value, StringComparer.OrdinalIgnoreCase),
        ["Null"] = (value, wanted) => wanted.Contains(value is null ? "true" : "false", StringComparer.OrdinalIgnoreCase),
        ["StringEquals"] = (value, wanted) => wanted.Contains(value),
        ["StringNotEquals"] = (value, wanted) => !wanted.Contains(value),
        ["StringEqualsIgnoreCase"] = (value, wanted) => wanted.Contains(value, StringComparer.OrdinalIgnoreCase),
        ["StringNotEqualsIgnoreCase"] = (value, wanted) => !wanted.Contains(value, StringComparer.OrdinalIgnoreCase),
        ["StringLike"] = IsLike,
        ["StringNotLike"] = (value, wanted) => !IsLike(value, wanted),
    };

    private readonly string _key;
    private readonly string[] _wanted;
    private readonly Func<string?, string[], bool> _operator;

    private StatementCondition(string name, string key, string[] wanted)
    {
        _operator = Operators.GetValueOrDefault(name) ?? throw NotImplemented(name);
        _key = key.Equals(Secure, StringComparison.OrdinalIgnoreCase) || key.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase)
            ? key
            : throw NotImplemented(key);
        _wanted = wanted;
    }

    /// <exception cref="S3ErrorException">MalformedPolicy, or NotImplemented: nobody would act on it.</exception>
    public static StatementCondition[] ParseAll(JsonElement statement)
    {
        if (!statement.TryGetProperty("Condition", out JsonElement conditions))
        {
            return [];
        }

        if (conditions.ValueKind is not JsonValueKind.Object
            || conditions.EnumerateObject().Any(test => test.Value.ValueKind is not JsonValueKind.Object))
        {
            throw PolicyStatement.Malformed("Conditions must be a map of operators to keys and values");
        }

        return
        [
            .. conditions.EnumerateObject().SelectMany(test => test.Value.EnumerateObject()
                .Select(key => new StatementCondition(test.Name, key.Name, PolicyStatement.Texts(key.Value)))),
        ];
    }

    public bool Holds(S3Exchange exchange) => _operator(Value(exchange), _wanted);

    private static bool IsLike(string? value, string[] wanted) =>
        value is not null && Array.Exists(wanted, pattern => FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: false));

    private static S3ErrorException NotImplemented(string name) =>
        new(501, "NotImplemented", $"The condition '{name}' of a bucket policy is not implemented.");

    private string? Value(S3Exchange exchange) => _key.StartsWith("s3:", StringComparison.OrdinalIgnoreCase)
        ? exchange.Header(_key["s3:".Length..])
        : exchange.Http.Request.IsHttps ? "true" : "false";
}
