using System.Globalization;
using System.Text.Json;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>What a policy asks of one field: <c>{"acl": "private"}</c>, <c>["eq", "$acl", "private"]</c> or <c>starts-with</c>.</summary>
internal sealed record PolicyCondition(string Field, string Value, bool IsPrefix)
{
    private const string LengthRange = "content-length-range";

    /// <summary>The sizes that <c>["content-length-range", 1, 1024]</c> allows, or null where the element is another condition.</summary>
    public static (long Minimum, long Maximum)? ParseRange(JsonElement element)
    {
        if (element.ValueKind is not JsonValueKind.Array
            || element.GetArrayLength() == 0
            || !LengthRange.Equals(Text(element[0]), StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return element.GetArrayLength() == 3
            && Number(element[1]) is { } minimum
            && Number(element[2]) is { } maximum
                ? (minimum, maximum)
                : throw FormErrors.InvalidPolicy($"Invalid {LengthRange} condition: {element.GetRawText()}");
    }

    public static PolicyCondition Parse(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ParseSimple(element),
        JsonValueKind.Array => ParseOperator(element),
        _ => throw FormErrors.InvalidPolicy($"Invalid JSON: unexpected condition {element.GetRawText()}"),
    };

    /// <summary>A field that is not in the form counts as an empty one.</summary>
    public bool Holds(string? value) => !IsPrefix
        ? value == Value
        : Field.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            ? (value ?? "").Split(',', StringSplitOptions.TrimEntries).All(type => type.StartsWith(Value, StringComparison.Ordinal))
            : (value ?? "").StartsWith(Value, StringComparison.Ordinal);

    public override string ToString() => $"[\"{(IsPrefix ? "starts-with" : "eq")}\", \"${Field}\", \"{Value}\"]";

    private static PolicyCondition ParseSimple(JsonElement element)
    {
        JsonProperty[] properties = [.. element.EnumerateObject()];
        return properties.Length == 1 && Text(properties[0].Value) is { } value
            ? new PolicyCondition(properties[0].Name, value, IsPrefix: false)
            : throw FormErrors.InvalidPolicy("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
    }

    private static PolicyCondition ParseOperator(JsonElement element)
    {
        string?[] items = [.. element.EnumerateArray().Select(Text)];
        bool isPrefix = items is [{ } name, ..] && name.Equals("starts-with", StringComparison.OrdinalIgnoreCase);
        return items is [{ } match, ['$', .. var field], { } value]
            && (isPrefix || match.Equals("eq", StringComparison.OrdinalIgnoreCase))
                ? new PolicyCondition(field, value, isPrefix)
                : throw FormErrors.InvalidPolicy($"Invalid Condition: {element.GetRawText()}");
    }

    private static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    private static long? Number(JsonElement element) =>
        long.TryParse(Text(element), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
