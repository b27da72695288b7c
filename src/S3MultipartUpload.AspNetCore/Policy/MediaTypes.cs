using Microsoft.Net.Http.Headers;

namespace S3MultipartUpload.AspNetCore.Policy;

/// <summary>Media types, as browsers say them.</summary>
internal static class MediaTypes
{
    private const string Unknown = "application/octet-stream";

    /// <summary>In lower case and without parameters; null for what is no media type.</summary>
    public static string? Normalize(string? text) => string.IsNullOrWhiteSpace(text)
        ? Unknown
        : MediaTypeHeaderValue.TryParse(text, out MediaTypeHeaderValue? type) && !type.MatchesAllTypes && !type.MatchesAllSubTypes
            ? type.MediaType.ToString().ToLowerInvariant()
            : null;

    public static bool IsAllowed(string type, IEnumerable<string> allowed) => allowed.Any(pattern =>
        pattern is "*/*"
        || pattern.Equals(type, StringComparison.OrdinalIgnoreCase)
        || (pattern.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)));
}
