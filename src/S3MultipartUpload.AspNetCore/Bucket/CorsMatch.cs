using Amazon.S3.Model;

namespace S3MultipartUpload.AspNetCore.Bucket;

/// <summary>
/// Whether the rules of a bucket let a page upload, as S3 applies them: the first rule counts that fits origin, method and headers.
/// </summary>
/// <remarks>Source: Amazon S3 User Guide, "Using cross-origin resource sharing (CORS)".</remarks>
internal static class CorsMatch
{
    private const string ETag = "ETag";

    /// <summary>What a page sends: parts, and forms.</summary>
    private static readonly string[] Methods = ["PUT", "POST"];

    private static readonly string[] Headers = ["content-type", "x-amz-checksum-crc32", "x-amz-expected-bucket-owner"];

    /// <summary>The rule that lets pages in: what is told, what is written, and what is looked for.</summary>
    public static CORSRule RuleFor(IEnumerable<string> origins) => new()
    {
        AllowedOrigins = [.. origins],
        AllowedMethods = [.. Methods],
        AllowedHeaders = ["*"],
        ExposeHeaders = [ETag],
    };

    /// <summary>The rule, as the consoles of stores take it.</summary>
    public static string JsonOf(CORSRule rule)
    {
        static string List(IEnumerable<string> values) => $"[{string.Join(',', values.Select(value => $"\"{value}\""))}]";
        return $$"""
            {"AllowedOrigins":{{List(rule.AllowedOrigins)}},"AllowedMethods":{{List(rule.AllowedMethods)}},
            """ + $$"""
            "AllowedHeaders":{{List(rule.AllowedHeaders)}},"ExposeHeaders":{{List(rule.ExposeHeaders)}}}
            """;
    }

    public static string? ProblemOf(IEnumerable<CORSRule> rules, string origin)
    {
        string[] missing = [.. Methods.SelectMany(method => Missing(rules, origin, method)).Distinct()];
        return missing.Length == 0
            ? null
            : $"pages of {origin} lack {string.Join(", ", missing)}. Add this CORS rule to the bucket, or call " +
                $"{nameof(IBrowserUploadBucket)}.{nameof(IBrowserUploadBucket.ConfigureCorsAsync)}: " +
                JsonOf(RuleFor([origin]));
    }

    private static IEnumerable<string> Missing(IEnumerable<CORSRule> rules, string origin, string method)
    {
        CORSRule? rule = rules.FirstOrDefault(rule =>
            Fits(rule.AllowedOrigins, origin)
            && rule.AllowedMethods?.Contains(method) == true
            && Headers.All(header => Fits(rule.AllowedHeaders, header)));
        if (rule is null)
        {
            yield return $"a rule for {method}";
        }
        else if (rule.ExposeHeaders?.Contains(ETag, StringComparer.OrdinalIgnoreCase) != true)
        {
            yield return "the exposed header ETag";
        }
    }

    /// <summary>A pattern may have one asterisk.</summary>
    private static bool Fits(List<string>? patterns, string text) => patterns?.Any(pattern =>
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? pattern.Equals(text, StringComparison.OrdinalIgnoreCase)
            : text.Length >= pattern.Length - 1
                && text.StartsWith(pattern[..star], StringComparison.OrdinalIgnoreCase)
                && text.EndsWith(pattern[(star + 1)..], StringComparison.OrdinalIgnoreCase);
    }) == true;
}
