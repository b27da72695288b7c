using Microsoft.AspNetCore.Http;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>The answer to a form, as its fields success_action_redirect and success_action_status want it.</summary>
internal static class FormReply
{
    public static S3Reply Create(
        S3Exchange exchange, IReadOnlyDictionary<string, string> fields, Bucket bucket, ObjectRecord stored)
    {
        HttpRequest request = exchange.Http.Request;
        string location = $"{request.Scheme}://{request.Host}{exchange.Target.Path.TrimEnd('/')}/{Uri.EscapeDataString(stored.Key)}";
        S3Reply reply = Answer(fields, exchange, stored, location)
            .With("ETag", $"\"{stored.ETag}\"")
            .With("x-amz-version-id", bucket.NewVersionIdOf(stored))
            .With(stored.Attributes.EncryptionHeaders);
        reply.Headers.TryAdd("Location", location);
        return stored.Checksum is { } checksum ? reply.With(checksum.Headers) : reply;
    }

    private static S3Reply Answer(
        IReadOnlyDictionary<string, string> fields, S3Exchange exchange, ObjectRecord stored, string location)
    {
        string? redirect = fields.GetValueOrDefault("success_action_redirect") ?? fields.GetValueOrDefault("redirect");
        if (Uri.TryCreate(redirect, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https"))
        {
            string mark = address.Query.Length > 0 ? "&" : "?";
            string stands = $"bucket={Encoded(exchange.Bucket)}&key={Encoded(stored.Key)}&etag={Encoded($"\"{stored.ETag}\"")}";
            return new S3Reply(303).With("Location", $"{address.AbsoluteUri}{mark}{stands}");
        }

        return fields.GetValueOrDefault("success_action_status") switch
        {
            "200" => new S3Reply(200),
            "201" => Created(exchange, stored, location),
            _ => new S3Reply(204),
        };
    }

    private static S3Reply Created(S3Exchange exchange, ObjectRecord stored, string location) =>
        new(201)
        {
            Document = S3Xml.Document(
                "PostResponse",
                xml =>
                {
                    xml.Value("Location", location);
                    xml.Value("Bucket", exchange.Bucket);
                    xml.Value("Key", stored.Key);
                    xml.Value("ETag", $"\"{stored.ETag}\"");
                },
                ns: null),
        };

    private static string Encoded(string text) => Uri.EscapeDataString(text);
}
