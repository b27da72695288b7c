namespace S3MultipartUpload.Testing.Cors;

/// <summary>
/// One rule of a bucket's CORS configuration: which pages may send which requests, and what they may read of the answers.
/// </summary>
internal sealed record CorsRule
{
    public static readonly IReadOnlyList<string> Methods = ["GET", "PUT", "POST", "DELETE", "HEAD"];

    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    public required IReadOnlyList<string> AllowedMethods { get; init; }

    public required IReadOnlyList<string> AllowedHeaders { get; init; }

    public required IReadOnlyList<string> ExposeHeaders { get; init; }

    public int? MaxAgeSeconds { get; init; }

    /// <summary>Whether it is for pages of every origin. Then the answer names none of them, and lets no cookies in.</summary>
    public bool IsForEveryOrigin(string origin) => AllowedOrigins.First(allowed => Matches(allowed, origin, ignoresCase: false)) == "*";

    public bool Allows(CorsRequest request) =>
        AllowedOrigins.Any(allowed => Matches(allowed, request.Origin, ignoresCase: false))
        && AllowedMethods.Contains(request.Method)
        && request.Headers.All(name => AllowedHeaders.Any(allowed => Matches(allowed, name, ignoresCase: true)));

    /// <summary>One star in the rule stands for any number of characters.</summary>
    private static bool Matches(string allowed, string text, bool ignoresCase)
    {
        StringComparison comparison = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        int star = allowed.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? text.Equals(allowed, comparison)
            : text.Length >= allowed.Length - 1
                && text.StartsWith(allowed[..star], comparison)
                && text.EndsWith(allowed[(star + 1)..], comparison);
    }
}
