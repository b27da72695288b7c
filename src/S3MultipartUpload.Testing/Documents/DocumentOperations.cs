using System.Text;
using System.Xml.Linq;
using S3MultipartUpload.Testing.Access;
using S3MultipartUpload.Testing.Bodies;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Documents;

/// <summary>
/// Put, get and delete for every document of <see cref="DocumentTable"/>; and the status of a policy, which is read off one.
/// </summary>
internal sealed class DocumentOperations(BucketTable buckets)
{
    private static readonly Dictionary<S3Operation, StoredDocument> Puts =
        DocumentTable.All.Where(row => row.Put is not null).ToDictionary(row => row.Put ?? default);

    private static readonly Dictionary<S3Operation, StoredDocument> Gets = DocumentTable.All.ToDictionary(row => row.Get);

    private static readonly Dictionary<S3Operation, StoredDocument> Deletes =
        DocumentTable.All.Where(row => row.Delete is not null).ToDictionary(row => row.Delete ?? default);

    /// <returns>Null where the operation is about no document.</returns>
    public async ValueTask<S3Reply?> TryRunAsync(S3Exchange exchange) => exchange.Operation switch
    {
        S3Operation.GetBucketPolicyStatus => PolicyStatus(exchange),
        var operation when Puts.TryGetValue(operation, out StoredDocument? row) => await PutAsync(exchange, row).ConfigureAwait(false),
        var operation when Gets.TryGetValue(operation, out StoredDocument? row) => Get(exchange, row),
        var operation when Deletes.TryGetValue(operation, out StoredDocument? row) => Delete(exchange, row),
        _ => null,
    };

    private async ValueTask<S3Reply> PutAsync(S3Exchange exchange, StoredDocument row)
    {
        Bucket bucket = buckets.Get(exchange.Bucket);
        row.CheckRequest(exchange);
        ReadOnlyMemory<byte> body = await DocumentReceiver.ReceiveAsync(exchange, row.MaximumBytes).ConfigureAwait(false);
        XElement? root = row.Root is { } name ? XmlBody.Parse(body, name) : null;
        string document = root is null ? Encoding.UTF8.GetString(body.Span) : XmlBody.Write(root);
        bucket.Update(record =>
        {
            if (root is null)
            {
                row.CheckJson(body, record);
            }
            else
            {
                row.Check(root, record);
            }

            return record with { Documents = new Dictionary<string, string>(record.Documents) { [row.Name] = document } };
        });
        return new S3Reply(row.PutStatus);
    }

    private S3Reply Get(S3Exchange exchange, StoredDocument row)
    {
        if (Find(exchange, row) is { } document)
        {
            return row.Root is null
                ? Json(document)
                : S3Reply.Xml(Encoding.UTF8.GetBytes(document));
        }

        return row is { Root: { } root, Default: { } write }
            ? S3Reply.Xml(S3Xml.Document(root, write))
            : throw Absent(exchange, row);
    }

    private S3Reply Delete(S3Exchange exchange, StoredDocument row)
    {
        buckets.Get(exchange.Bucket).Update(record => record with
        {
            Documents = record.Documents.Where(pair => pair.Key != row.Name).ToDictionary(),
        });
        return new S3Reply(204);
    }

    private S3Reply PolicyStatus(S3Exchange exchange)
    {
        StoredDocument row = Gets[S3Operation.GetBucketPolicy];
        string policy = Find(exchange, row) ?? throw Absent(exchange, row);
        bool isPublic = BucketPolicy.Parse(Encoding.UTF8.GetBytes(policy)).IsPublic;
        return S3Reply.Xml(S3Xml.Document("PolicyStatus", xml => xml.Value("IsPublic", isPublic)));
    }

    private string? Find(S3Exchange exchange, StoredDocument row) =>
        buckets.Get(exchange.Bucket).Record.Documents.GetValueOrDefault(row.Name);

    private static S3Reply Json(string document) =>
        new S3Reply(200) { Content = new MemoryStream(Encoding.UTF8.GetBytes(document), writable: false) }
            .With("Content-Type", "application/json");

    private static S3ErrorException Absent(S3Exchange exchange, StoredDocument row) =>
        new(404, row.Absent.Code, row.Absent.Message) { Details = [("BucketName", exchange.Bucket)] };
}
