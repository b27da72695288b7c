using System.Globalization;
using System.Text;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Cors;

/// <summary>The rules of a bucket (S3 User Guide, "Elements of a CORS configuration"); the first that allows a request counts.</summary>
internal sealed class CorsConfiguration(IReadOnlyList<CorsRule> rules)
{
    public const string DocumentName = "cors";
    public const string Root = "CORSConfiguration";

    /// <summary>S3's own limit; each request of a page is compared with all of it.</summary>
    public const int MaximumBytes = 64 << 10;

    private const int MaximumRules = 100;

    /// <summary>The configuration that a bucket has, or null.</summary>
    public static CorsConfiguration? Of(Bucket bucket) => bucket.Record.Documents.TryGetValue(DocumentName, out string? document)
        ? Parse(XmlBody.Parse(Encoding.UTF8.GetBytes(document), Root))
        : null;

    /// <exception cref="S3ErrorException">MalformedXML, or InvalidRequest for what S3 does not take.</exception>
    public static CorsConfiguration Parse(XElement root)
    {
        CorsRule[] rules = [.. root.Children("CORSRule").Select(ParseRule)];
        return rules.Length is > 0 and <= MaximumRules ? new CorsConfiguration(rules) : throw S3Errors.MalformedXml();
    }

    public CorsRule? Find(CorsRequest request) => rules.FirstOrDefault(rule => rule.Allows(request));

    private static CorsRule ParseRule(XElement element)
    {
        string? seconds = element.Text("MaxAgeSeconds");
        var rule = new CorsRule
        {
            AllowedOrigins = Values(element, "AllowedOrigin"),
            AllowedMethods = Values(element, "AllowedMethod"),
            AllowedHeaders = Values(element, "AllowedHeader"),
            ExposeHeaders = Values(element, "ExposeHeader"),
            MaxAgeSeconds = seconds is null ? null
                : int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int age) ? age : throw S3Errors.MalformedXml(),
        };
        if (rule.AllowedOrigins.Count == 0 || rule.AllowedMethods.Count == 0)
        {
            throw S3Errors.MalformedXml();
        }

        if (rule.AllowedMethods.Except(CorsRule.Methods).FirstOrDefault() is { } unknown)
        {
            throw S3Errors.InvalidRequest($"Found unsupported HTTP method in CORS config. Unsupported method is {unknown}");
        }

        if (rule.ExposeHeaders.FirstOrDefault(name => name.Contains('*', StringComparison.Ordinal)) is { } exposed)
        {
            throw S3Errors.InvalidRequest(
                $"ExposeHeader \"{exposed}\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
        }

        if (!rule.ExposeHeaders.All(HeaderText.IsName))
        {
            throw S3Errors.MalformedXml();
        }

        CheckStars("AllowedOrigin", rule.AllowedOrigins);
        CheckStars("AllowedHeader", rule.AllowedHeaders);
        return rule;
    }

    private static string[] Values(XElement rule, string name) => [.. rule.Children(name).Select(element => element.Value)];

    private static void CheckStars(string element, IEnumerable<string> values)
    {
        if (values.FirstOrDefault(value => value.Count(character => character == '*') > 1) is { } twice)
        {
            throw S3Errors.InvalidRequest($"{element} \"{twice}\" can not have more than one wildcard.");
        }
    }
}
