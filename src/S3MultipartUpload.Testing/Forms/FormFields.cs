using System.Text;
using Microsoft.AspNetCore.Http;
using S3MultipartUpload.Testing.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>The fields of a form that describe the object, as the headers that would do so in PutObject.</summary>
internal static class FormFields
{
    private const string AmazonPrefix = "x-amz-";

    private static readonly Dictionary<string, string> Described = new(StringComparer.OrdinalIgnoreCase)
    {
        ["acl"] = "x-amz-acl",
        ["Cache-Control"] = "Cache-Control",
        ["Content-Disposition"] = "Content-Disposition",
        ["Content-Encoding"] = "Content-Encoding",
        ["Content-Type"] = "Content-Type",
        ["Expires"] = "Expires",
    };

    /// <summary>Fields about the signature; a header of tags does not count in a form, which has a field of its own.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-amz-acl", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token", "x-amz-signature", "x-amz-tagging",
    };

    /// <summary>Puts the fields in the place of the request's own headers, which describe the form.</summary>
    public static void Apply(IReadOnlyDictionary<string, string> fields, S3Exchange exchange)
    {
        IHeaderDictionary headers = exchange.Http.Request.Headers;
        foreach (string name in headers.Keys.Where(name => IsAmazons(name) || Described.ContainsKey(name)).ToList())
        {
            headers.Remove(name);
        }

        foreach ((string? name, string? value) in fields)
        {
            string? header = IsAmazons(name) && !Others.Contains(name) ? name : Described.GetValueOrDefault(name);
            if (header is null)
            {
                continue;
            }

            headers[header] = value.Any(char.IsControl)
                ? throw S3Errors.InvalidArgument($"The field '{name}' holds a control character.", name, "")
                : value;
        }
    }

    /// <summary>The tags, which a form gives as XML.</summary>
    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyDictionary<string, string> fields) =>
        fields.TryGetValue("tagging", out string? document)
            ? TagSet.Read(XmlBody.Parse(Encoding.UTF8.GetBytes(document), "Tagging"))
            : TagSet.Create([]);

    private static bool IsAmazons(string name) => name.StartsWith(AmazonPrefix, StringComparison.OrdinalIgnoreCase);
}
