using System.Text.RegularExpressions;
using CsCheck;
using S3MultipartUpload.Testing.Cors;

namespace S3MultipartUpload.Testing.Tests.Browser;

public sealed class CorsRuleTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["abAB./:-"], 0, 8];

    [Fact]
    public void Star_stands_for_any_characters_and_only_headers_are_compared_without_their_case() =>
        Gen.Select(Text, Text, Text, Gen.Bool).Sample((before, after, text, hasStar) =>
        {
            string pattern = hasStar ? $"{before}*{after}" : before;
            string expression = $"^{Regex.Escape(before)}{(hasStar ? $".*{Regex.Escape(after)}" : "")}\\z";
            string[] candidates = [text, before + after, before + text + after, before.ToUpperInvariant() + text + after];
            foreach (string candidate in candidates.Where(candidate => candidate.Length > 0))
            {
                CorsRule rule = Rule(pattern, "*");
                CorsRule header = Rule("*", pattern);

                Assert.Equal(Regex.IsMatch(candidate, expression), rule.Allows(new CorsRequest(candidate, "GET", [])));
                Assert.Equal(
                    Regex.IsMatch(candidate, expression, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant),
                    header.Allows(new CorsRequest("x", "GET", [candidate])));
            }
        });

    private static CorsRule Rule(string origin, string header) => new()
    {
        AllowedOrigins = [origin],
        AllowedMethods = ["GET"],
        AllowedHeaders = [header],
        ExposeHeaders = [],
    };
}
