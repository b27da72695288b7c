using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace S3MultipartUpload.Testing.Protocol;

/// <summary>Reads the XML document a client sent; anything but one well-formed document is MalformedXML.</summary>
internal static class XmlBody
{
    /// <summary>S3's own documents are not half as deep; the time that nested elements cost grows with the square of their depth.</summary>
    private const int MaximumDepth = 32;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false };
    private static readonly XmlWriterSettings Unchecked = new() { OmitXmlDeclaration = true, CheckCharacters = false };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static XElement Parse(ReadOnlyMemory<byte> bytes, string root)
    {
        try
        {
            byte[] document = bytes.ToArray();
            Check(document);
            using var reader = XmlReader.Create(new MemoryStream(document, writable: false), Settings);
            XElement? element = XDocument.Load(reader).Root;
            return element is not null && element.Name.LocalName == root ? element : throw S3Errors.MalformedXml();
        }
        catch (Exception error) when (error is XmlException or EncoderFallbackException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    /// <summary>A document as text that can be parsed again, however it was encoded.</summary>
    public static string Write(XElement element)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var xml = XmlWriter.Create(text, Unchecked))
        {
            element.WriteTo(xml);
        }

        return text.ToString();
    }

    private static void Check(byte[] document)
    {
        using var reader = XmlReader.Create(new MemoryStream(document, writable: false), Settings);
        while (reader.Read())
        {
            if (reader.Depth > MaximumDepth)
            {
                throw S3Errors.MalformedXml();
            }

            CheckText(reader);
        }
    }

    /// <summary>References to half a character are no text, and could never be written again.</summary>
    private static void CheckText(XmlReader reader)
    {
        StrictUtf8.GetByteCount(reader.Value);
        while (reader.MoveToNextAttribute())
        {
            StrictUtf8.GetByteCount(reader.Value);
        }
    }

    /// <summary>Children by local name: some clients send S3's namespace, some send none.</summary>
    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    public static string? Text(this XElement element, string name) => element.Children(name).FirstOrDefault()?.Value;
}
