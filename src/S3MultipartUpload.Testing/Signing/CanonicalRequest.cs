using System.Text;
using System.Text.RegularExpressions;
using S3MultipartUpload.Testing.Http;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>The text of a request that its signature covers (Signature Version 4, "Create a canonical request").</summary>
internal static partial class CanonicalRequest
{
    public static string Create(S3Exchange exchange, RequestSignature signature, string payloadHash)
    {
        var text = new StringBuilder();
        text.Append(exchange.Http.Request.Method).Append('\n');
        text.AppendJoin('/', exchange.Target.Path.Split('/').Select(Uri.EscapeDataString)).Append('\n');
        text.AppendJoin('&', Query(exchange)).Append('\n');
        foreach (string name in signature.SignedHeaders)
        {
            text.Append(name).Append(':').Append(Value(exchange, name)).Append('\n');
        }

        return text.Append('\n').AppendJoin(';', signature.SignedHeaders).Append('\n').Append(payloadHash).ToString();
    }

    private static IEnumerable<string> Query(S3Exchange exchange) => exchange.Target.Query
        .Where(pair => pair.Key != "X-Amz-Signature")
        .Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}");

    private static string Value(S3Exchange exchange, string name) =>
        string.Join(',', exchange.Http.Request.Headers[name].Select(value => Compact(value ?? "")));

    private static string Compact(string value) =>
        (value.Contains("  ", StringComparison.Ordinal) ? Spaces().Replace(value, " ") : value).Trim();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
