using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace S3MultipartUpload.Testing.Http;

/// <summary>Sends a reply.</summary>
internal static class ReplyWriter
{
    private const int BufferSize = 128 << 10;

    public static async Task SendAsync(S3Exchange exchange, S3Reply reply)
    {
        HttpResponse response = exchange.Http.Response;
        response.StatusCode = reply.Status;

        // SDKs set their clocks by it when they are told that theirs is wrong.
        response.Headers.Date = exchange.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        response.Headers["x-amz-request-id"] = exchange.RequestId;
        response.Headers["x-amz-id-2"] = exchange.RequestId;
        foreach ((string? name, string? value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        if (exchange.IsBodyUnasked)
        {
            // Nobody knows whether the client still sends it; what comes next on this connection could be either.
            response.Headers.Connection = "close";
        }

        if (exchange.Http.Request.Method == HttpMethods.Head || reply.Status is 204 or 304)
        {
            return;
        }

        if (!reply.Document.IsEmpty)
        {
            response.ContentType = "application/xml";
        }

        Stream body = reply.Content ?? new MemoryStream(reply.Document.ToArray(), writable: false);
        await using (body.ConfigureAwait(false))
        {
            response.ContentLength = body.Length;
            await CopyAsync(reply.Through?.Invoke(body) ?? body, exchange).ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(Stream body, S3Exchange exchange)
    {
        try
        {
            await body.CopyToAsync(exchange.Http.Response.Body, BufferSize, exchange.Aborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client does not want the rest.
        }
    }
}
