using System.Xml;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Documents;

/// <summary>A setting of a bucket that S3 keeps as the document it was put as, and returns.</summary>
/// <param name="Name">The subresource in the query, such as <c>tagging</c>.</param>
/// <param name="Root">The root element of the document; null for JSON.</param>
/// <param name="Get">The operation that returns it.</param>
internal sealed record StoredDocument(string Name, string? Root, S3Operation Get)
{
    /// <summary>The operation that sets it; none where it cannot be set here.</summary>
    public S3Operation? Put { get; init; }

    /// <summary>The operation that deletes it; none where S3 has none.</summary>
    public S3Operation? Delete { get; init; }

    /// <summary>How large it may be.</summary>
    public long MaximumBytes { get; init; } = S3Limits.MaximumDocumentBytes;

    /// <summary>The status of a reply to Put.</summary>
    public int PutStatus { get; init; } = 200;

    /// <summary>Writes what is in the root of the document that a bucket has when nothing was put; null where there is none.</summary>
    public Action<XmlWriter>? Default { get; init; }

    /// <summary>The error, of status 404, when nothing was put.</summary>
    public (string Code, string Message) Absent { get; init; }

    /// <summary>Refuses an XML document that S3 would not take, or not for the bucket as it is.</summary>
    public Action<XElement, BucketRecord> Check { get; init; } = (_, _) => { };

    /// <summary>Refuses a request by its headers.</summary>
    public Action<S3Exchange> CheckRequest { get; init; } = _ => { };

    /// <summary>Likewise a JSON document.</summary>
    public Action<ReadOnlyMemory<byte>, BucketRecord> CheckJson { get; init; } = (_, _) => { };
}
