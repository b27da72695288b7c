using System.Text.Json;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>A bucket's policy as far as S3 looks at it when it is put: its form, and whether it is public.</summary>
internal static class BucketPolicy
{
    public const string DocumentName = "policy";

    /// <summary>
    /// Whether it lets everybody in (S3 User Guide, "The meaning of public"); a condition makes a statement not public here.
    /// </summary>
    /// <exception cref="S3ErrorException">MalformedPolicy.</exception>
    public static bool IsPublic(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            if (json.RootElement.ValueKind is not JsonValueKind.Object
                || !json.RootElement.TryGetProperty("Statement", out JsonElement statement))
            {
                throw Malformed("Missing required field Statement");
            }

            return Items(statement).Select(IsPublic).ToList().Contains(true);
        }
        catch (JsonException)
        {
            throw Malformed("Policies must be valid JSON and the first byte must be '{'");
        }
    }

    private static bool IsPublic(JsonElement statement)
    {
        if (statement.ValueKind is not JsonValueKind.Object)
        {
            throw Malformed("Invalid policy syntax.");
        }

        string? effect = statement.TryGetProperty("Effect", out JsonElement value) ? value.ToString() : null;
        bool named = statement.TryGetProperty("Principal", out JsonElement principal);
        bool excepted = statement.TryGetProperty("NotPrincipal", out _);
        if (effect is not ("Allow" or "Deny"))
        {
            throw Malformed(effect is null ? "Missing required field Effect" : $"Invalid effect: {effect}");
        }

        if (named == excepted || (excepted && effect == "Allow"))
        {
            throw Malformed(excepted ? "Allow with NotPrincipal is not allowed." : "Missing required field Principal");
        }

        Require(statement, "Action", "NotAction");
        Require(statement, "Resource", "NotResource");
        return effect == "Allow" && named && IsEverybody(principal) && !statement.TryGetProperty("Condition", out _);
    }

    private static bool IsEverybody(JsonElement principal) => principal.ValueKind switch
    {
        JsonValueKind.String => principal.GetString() == "*",
        JsonValueKind.Object => principal.TryGetProperty("AWS", out JsonElement accounts)
            && Items(accounts).Any(account => account.ValueKind is JsonValueKind.String && account.GetString() == "*"),
        _ => throw Malformed("Invalid principal in policy"),
    };

    private static void Require(JsonElement statement, string name, string orElse)
    {
        if (statement.TryGetProperty(name, out _) == statement.TryGetProperty(orElse, out _))
        {
            throw Malformed($"Missing required field {name}");
        }
    }

    private static JsonElement[] Items(JsonElement element) =>
        element.ValueKind is JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];

    private static S3ErrorException Malformed(string message) => new(400, "MalformedPolicy", message);
}
