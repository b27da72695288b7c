using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.Testing;

internal sealed partial class ETagEffect(string? eTag) : FaultEffect
{
    internal override ValueTask<S3Reply> AfterAsync(S3Exchange exchange, S3Reply reply)
    {
        reply.Headers.Remove("ETag");
        if (reply.Document.IsEmpty)
        {
            return new(reply.With("ETag", eTag));
        }

        var element = eTag is null ? "" : $"<ETag>{SecurityElement.Escape(eTag)}</ETag>";
        return new(reply with { Document = Encoding.UTF8.GetBytes(Element().Replace(Encoding.UTF8.GetString(reply.Document.Span), _ => element)) });
    }

    [GeneratedRegex("<ETag>[^<]*</ETag>")]
    private static partial Regex Element();
}
