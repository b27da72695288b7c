using System.Text;
using System.Xml;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Documents;

/// <summary>
/// The encryption that a bucket gives objects which name none. Since 2023 every bucket of S3 has one; it is told of, and objects are
/// marked with what was put. Nothing is encrypted here.
/// </summary>
internal static class BucketEncryption
{
    public const string DocumentName = "encryption";
    public const string Root = "ServerSideEncryptionConfiguration";
    private const string Header = "x-amz-server-side-encryption";
    private const string DefaultElement = "ApplyServerSideEncryptionByDefault";

    public static void WriteDefault(XmlWriter xml) => xml.Group("Rule", rule =>
    {
        rule.Group(DefaultElement, settings => settings.Value("SSEAlgorithm", "AES256"));
        rule.Value("BucketKeyEnabled", false);
    });

    /// <exception cref="S3ErrorException">MalformedXML, or InvalidArgument.</exception>
    public static void Check(XElement root)
    {
        XElement[] rules = [.. root.Children("Rule")];
        XElement? settings = rules.Length == 1 ? rules[0].Children(DefaultElement).FirstOrDefault() : null;
        string? algorithm = settings?.Text("SSEAlgorithm");
        DocumentChecks.OneOf(algorithm, "AES256", "aws:kms", "aws:kms:dsse");
        if (settings?.Text("KMSMasterKeyID") is { } named && !HeaderText.IsValue(named))
        {
            throw S3Errors.MalformedXml(); // Objects tell it in a header.
        }

        if (algorithm == "AES256" && settings?.Text("KMSMasterKeyID") is { } key)
        {
            throw S3Errors.InvalidArgument(
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse", "KMSMasterKeyID", key);
        }
    }

    public static ObjectAttributes AddTo(ObjectAttributes attributes, BucketRecord bucket)
    {
        if (attributes.EncryptionHeaders.Any())
        {
            return attributes;
        }

        XElement? rule = bucket.Documents.TryGetValue(DocumentName, out string? document)
            ? XmlBody.Parse(Encoding.UTF8.GetBytes(document), Root).Children("Rule").FirstOrDefault()
            : null;
        XElement? settings = rule?.Children(DefaultElement).FirstOrDefault();
        var headers = new Dictionary<string, string>(attributes.Headers) { [Header] = settings?.Text("SSEAlgorithm") ?? "AES256" };
        if (settings?.Text("KMSMasterKeyID") is { } key)
        {
            headers[$"{Header}-aws-kms-key-id"] = key;
        }

        if (rule?.Text("BucketKeyEnabled") == "true")
        {
            headers[$"{Header}-bucket-key-enabled"] = "true";
        }

        return attributes with { Headers = headers };
    }
}
