using System.Xml;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>What a listing by key is asked for: which keys, how they are rolled up, and how many entries a page may have.</summary>
internal sealed class KeyQuery(S3Exchange exchange, int size)
{
    /// <summary>Keys must begin with it.</summary>
    public string Prefix { get; } = exchange.Query("prefix") ?? "";

    /// <summary>Keys that hold it behind the prefix are rolled up; empty for none.</summary>
    public string Delimiter { get; } = exchange.Query("delimiter") ?? "";

    /// <summary>Entries and common prefixes count alike.</summary>
    public int Size { get; } = size;

    /// <summary>Repeats it in the answer's document.</summary>
    public void Write(XmlWriter xml)
    {
        xml.Value("Prefix", exchange.Encoded(Prefix));
        xml.Value("Delimiter", Delimiter.Length > 0 ? exchange.Encoded(Delimiter) : null);
        xml.Value("EncodingType", exchange.Query("encoding-type"));
    }
}
