using System.Globalization;
using System.Text;
using System.Xml;

namespace S3MultipartUpload.Testing.Protocol;

/// <summary>Writes S3's XML documents.</summary>
internal static class S3Xml
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    // Keys may hold characters XML 1.0 has no name for; S3 writes them as character references all the same.
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false };

    public static ReadOnlyMemory<byte> Document(string root, Action<XmlWriter> write, string? ns = Namespace)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            xml.WriteStartElement(root, ns);
            write(xml);
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }

    public static ReadOnlyMemory<byte> Error(S3ErrorException error, string resource, string requestId) => Document(
        "Error",
        xml =>
        {
            xml.Value("Code", error.Code);
            xml.Value("Message", error.Message);
            foreach ((string? name, string? value) in error.Details)
            {
                xml.Value(name, value);
            }

            xml.Value("Resource", resource);
            xml.Value("RequestId", requestId);
            xml.Value("HostId", requestId);
        },
        ns: null);

    public static void Value(this XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, value);
        }
    }

    public static void Value(this XmlWriter xml, string name, long value) =>
        xml.WriteElementString(name, value.ToString(CultureInfo.InvariantCulture));

    public static void Value(this XmlWriter xml, string name, bool value) => xml.WriteElementString(name, value ? "true" : "false");

    public static void Value(this XmlWriter xml, string name, DateTimeOffset value) =>
        xml.WriteElementString(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public static void Group(this XmlWriter xml, string name, Action<XmlWriter> write)
    {
        xml.WriteStartElement(name);
        write(xml);
        xml.WriteEndElement();
    }

    public static void Owner(this XmlWriter xml, string name = "Owner") => xml.Group(name, owner =>
    {
        owner.Value("ID", S3Account.Id);
        owner.Value("DisplayName", S3Account.Id);
    });
}
