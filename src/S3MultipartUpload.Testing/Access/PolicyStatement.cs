using System.IO.Enumeration;
using System.Text.Json;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Access;

/// <summary>
/// One statement of a bucket's policy (IAM User Guide, "IAM JSON policy elements reference"), as far as it is about everybody, or about
/// the one account that there is.
/// </summary>
internal sealed record PolicyStatement
{
    private static readonly string[] Account = [S3Account.Id, $"arn:aws:iam::{S3Account.Id}:root", "*"];

    private readonly string[] _actions;
    private readonly string[] _resources;
    private readonly StatementCondition[] _conditions;
    private readonly bool _exceptsActions;
    private readonly bool _exceptsResources;

    private PolicyStatement(JsonElement statement)
    {
        (_actions, _exceptsActions) = Patterns(statement, "Action");
        (_resources, _exceptsResources) = Patterns(statement, "Resource");
        _conditions = StatementCondition.ParseAll(statement);
    }

    /// <summary>Otherwise it denies.</summary>
    public required bool Allows { get; init; }

    /// <summary>Whether it is about everybody in the world.</summary>
    public required bool IsForEverybody { get; init; }

    /// <summary>Whether it is about the account, of which everybody is a case.</summary>
    public required bool IsForAccount { get; init; }

    /// <exception cref="S3ErrorException">MalformedPolicy, or NotImplemented: a condition that nobody would act on.</exception>
    public static PolicyStatement Parse(JsonElement statement)
    {
        if (statement.ValueKind is not JsonValueKind.Object)
        {
            throw Malformed("Invalid policy syntax.");
        }

        string? effect = statement.TryGetProperty("Effect", out JsonElement value) ? value.ToString() : null;
        if (effect is not ("Allow" or "Deny"))
        {
            throw Malformed(effect is null ? "Missing required field Effect" : $"Invalid effect: {effect}");
        }

        bool named = statement.TryGetProperty("Principal", out JsonElement principal);
        bool excepted = statement.TryGetProperty("NotPrincipal", out JsonElement exempt);
        if (named == excepted || (excepted && effect == "Allow"))
        {
            throw Malformed(excepted ? "Allow with NotPrincipal is not allowed." : "Missing required field Principal");
        }

        string[] principals = Principals(named ? principal : exempt);
        return new PolicyStatement(statement)
        {
            Allows = effect == "Allow",
            IsForEverybody = principals.Contains("*") == named,
            IsForAccount = principals.Intersect(Account).Any() == named,
        };
    }

    /// <param name="action">Such as <c>s3:GetObject</c>; its case does not count.</param>
    /// <param name="resource">Such as <c>arn:aws:s3:::photos/cat.jpg</c>.</param>
    /// <param name="exchange">The request, which the conditions are about.</param>
    public bool IsAbout(string action, string resource, S3Exchange exchange) =>
        Array.Exists(_actions, pattern => FileSystemName.MatchesSimpleExpression(pattern, action)) != _exceptsActions
        && Array.Exists(_resources, pattern => FileSystemName.MatchesSimpleExpression(pattern, resource, ignoreCase: false))
            != _exceptsResources
        && Array.TrueForAll(_conditions, condition => condition.Holds(exchange));

    public static S3ErrorException Malformed(string message) => new(400, "MalformedPolicy", message);

    /// <summary>One text, or a list of them.</summary>
    public static string[] Texts(JsonElement element) => element.ValueKind is JsonValueKind.Array
        ? [.. element.EnumerateArray().Select(item => item.ToString())]
        : [element.ToString()];

    /// <summary>Services and the like, which are no accounts, do not ask here.</summary>
    private static string[] Principals(JsonElement principal) => principal.ValueKind switch
    {
        JsonValueKind.String => [principal.GetString() ?? ""],
        JsonValueKind.Object => principal.TryGetProperty("AWS", out JsonElement accounts) ? Texts(accounts) : [],
        _ => throw Malformed("Invalid principal in policy"),
    };

    private static (string[] Patterns, bool Excepts) Patterns(JsonElement statement, string name)
    {
        bool given = statement.TryGetProperty(name, out JsonElement patterns);
        bool excepted = statement.TryGetProperty("Not" + name, out JsonElement others);
        return given != excepted
            ? (Texts(given ? patterns : others), excepted)
            : throw Malformed($"Missing required field {name}");
    }
}
