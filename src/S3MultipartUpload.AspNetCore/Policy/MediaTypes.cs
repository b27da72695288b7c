using Microsoft.Net.Http.Headers;

namespace S3MultipartUpload.AspNetCore.Policy;

/// <summary>Media types, as browsers say them.</summary>
internal static class MediaTypes
{
    private const string Unknown = "application/octet-stream";

    /// <summary>A type and a subtype of 127 characters each.</summary>
    /// <remarks>Source: RFC 6838, 4.2.</remarks>
    private const int MaxLength = 255;

    /// <summary>In lower case and without parameters; null for what is no media type.</summary>
    public static string? Normalize(string? text) => string.IsNullOrWhiteSpace(text)
        ? Unknown
        : MediaTypeHeaderValue.TryParse(text, out MediaTypeHeaderValue? type) && !type.MatchesAllTypes && !type.MatchesAllSubTypes
            && type.MediaType.Length <= MaxLength
            ? type.MediaType.ToString().ToLowerInvariant()
            : null;

    public static bool IsAllowed(string type, IEnumerable<string> allowed) => allowed.Any(pattern =>
        pattern is "*/*"
        || pattern.Equals(type, StringComparison.OrdinalIgnoreCase)
        || (pattern.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)));
}
