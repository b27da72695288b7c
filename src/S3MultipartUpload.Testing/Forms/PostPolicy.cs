using System.Globalization;
using System.Text.Json;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>What its signer allows a form to be (API reference, "POST policy").</summary>
internal sealed class PostPolicy
{
    private const string IgnoredPrefix = "x-ignore-";
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Fields which no condition needs to speak of: they carry the policy itself.</summary>
    private static readonly HashSet<string> Exempt =
        new(StringComparer.OrdinalIgnoreCase) { "policy", "file", "x-amz-signature", "AWSAccessKeyId", "signature" };

    private readonly List<PolicyCondition> _conditions = [];

    private DateTimeOffset Expiration { get; init; }

    /// <summary>The fewest bytes that the file may have.</summary>
    public long MinimumLength { get; private set; }

    /// <summary>The most bytes that the file may have, or null.</summary>
    public long? MaximumLength { get; private set; }

    /// <summary>Reads the field <c>policy</c>.</summary>
    /// <exception cref="Protocol.S3ErrorException">InvalidPolicyDocument.</exception>
    public static PostPolicy Parse(string base64)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(base64));
            return Parse(document.RootElement);
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            throw FormErrors.InvalidPolicy("Invalid JSON.");
        }
    }

    /// <summary>Refuses a form that is not as its signer wants it; each field must be spoken of.</summary>
    public void Check(IReadOnlyDictionary<string, string> fields, DateTimeOffset now)
    {
        if (now > Expiration)
        {
            throw FormErrors.Refused("Policy expired.");
        }

        if (_conditions.Find(condition => !condition.Holds(fields.GetValueOrDefault(condition.Field))) is { } broken)
        {
            throw FormErrors.Refused($"Policy Condition failed: {broken}");
        }

        var named = _conditions.Select(condition => condition.Field).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] extra = [.. fields.Keys.Where(name =>
            !named.Contains(name) && !Exempt.Contains(name) && !name.StartsWith(IgnoredPrefix, StringComparison.OrdinalIgnoreCase))];
        if (extra.Length > 0)
        {
            throw FormErrors.Refused($"Extra input fields: {string.Join(", ", extra)}");
        }
    }

    private static PostPolicy Parse(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("expiration", out JsonElement expiration))
        {
            throw FormErrors.InvalidPolicy("Policy missing expiration.");
        }

        if (expiration.ValueKind is not JsonValueKind.String || !DateTimeOffset.TryParseExact(
            expiration.GetString(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expires))
        {
            throw FormErrors.InvalidPolicy($"Invalid 'expiration' value: {expiration.GetRawText()}");
        }

        if (!root.TryGetProperty("conditions", out JsonElement conditions) || conditions.ValueKind is not JsonValueKind.Array)
        {
            throw FormErrors.InvalidPolicy("Policy missing conditions.");
        }

        var policy = new PostPolicy { Expiration = expires };
        foreach (JsonElement condition in conditions.EnumerateArray())
        {
            policy.Add(condition);
        }

        return policy;
    }

    private void Add(JsonElement condition)
    {
        if (PolicyCondition.ParseRange(condition) is not { } range)
        {
            _conditions.Add(PolicyCondition.Parse(condition));
            return;
        }

        MinimumLength = Math.Max(MinimumLength, range.Minimum);
        MaximumLength = Math.Min(MaximumLength ?? long.MaxValue, range.Maximum);
    }
}
