using System.Xml;
using System.Xml.Linq;

namespace S3MultipartUpload.Testing.Protocol;

/// <summary>Reads the XML document a client sent; anything but one well-formed document is MalformedXML.</summary>
internal static class XmlBody
{
    /// <summary>S3's own documents are not half as deep; the time that nested elements cost grows with the square of their depth.</summary>
    private const int MaximumDepth = 32;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false };

    public static XElement Parse(ReadOnlyMemory<byte> bytes, string root)
    {
        try
        {
            byte[] document = bytes.ToArray();
            CheckDepth(document);
            using var reader = XmlReader.Create(new MemoryStream(document, writable: false), Settings);
            XElement? element = XDocument.Load(reader).Root;
            return element is not null && element.Name.LocalName == root ? element : throw S3Errors.MalformedXml();
        }
        catch (XmlException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    private static void CheckDepth(byte[] document)
    {
        using var reader = XmlReader.Create(new MemoryStream(document, writable: false), Settings);
        while (reader.Read())
        {
            if (reader.Depth > MaximumDepth)
            {
                throw S3Errors.MalformedXml();
            }
        }
    }

    /// <summary>Children by local name: some clients send S3's namespace, some send none.</summary>
    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    public static string? Text(this XElement element, string name) => element.Children(name).FirstOrDefault()?.Value;
}
