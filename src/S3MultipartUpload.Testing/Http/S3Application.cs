using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace S3MultipartUpload.Testing;

/// <summary>One request from its headers to its reply: drawn fault, operation, log entry, reply.</summary>
internal sealed class S3Application(Authenticator authenticator, OperationSet operations, FaultSchedule faults, RequestLog log, TimeProvider time)
{
    private long _requests;

    public async Task HandleAsync(HttpContext http)
    {
        var arrived = time.GetTimestamp();
        var now = time.GetUtcNow();
        var exchange = new S3Exchange(http, $"{now.ToUnixTimeMilliseconds():X}{Interlocked.Increment(ref _requests):X8}");
        var attempt = log.Begin(exchange);
        exchange.Fault = faults.Draw(exchange, attempt);

        var reply = await AnswerAsync(exchange).ConfigureAwait(false);

        // Entered before the reply leaves, so that a client that has its answer finds the entry.
        log.End(new S3RequestRecord
        {
            Operation = exchange.Operation,
            Bucket = exchange.Target.Bucket,
            Key = exchange.Target.Key,
            PartNumber = exchange.PartNumber,
            UploadId = exchange.Query("uploadId"),
            Attempt = attempt,
            BytesReceived = exchange.Wire.Bytes,
            Status = reply?.Status ?? 0,
            ErrorCode = reply?.ErrorCode,
            Time = now,
            Duration = time.GetElapsedTime(arrived),
            RequestId = exchange.RequestId,
        });

        if (reply is null)
        {
            Cut(http);
            return;
        }

        await SendAsync(exchange, reply).ConfigureAwait(false);
    }

    /// <returns>The reply, or null to cut the connection.</returns>
    private async ValueTask<S3Reply?> AnswerAsync(S3Exchange exchange)
    {
        try
        {
            if (exchange.Fault is not { } fault)
            {
                return await RunAsync(exchange).ConfigureAwait(false);
            }

            await fault.BeforeAsync(exchange).ConfigureAwait(false);
            return await fault.AfterAsync(exchange, await RunAsync(exchange).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (S3ErrorException error)
        {
            return ErrorReply(exchange, error);
        }
        catch (Exception error) when (error is ConnectionCutException or OperationCanceledException or ConnectionResetException or BadHttpRequestException)
        {
            // A fault, or a client that went away.
            return null;
        }
        catch (Exception error)
        {
            // The endpoint's own fault; whoever meets it needs to see it.
            return ErrorReply(exchange, S3Errors.Internal(error.ToString()));
        }
    }

    private async ValueTask<S3Reply> RunAsync(S3Exchange exchange)
    {
        using var signatures = authenticator.Authenticate(exchange);
        exchange.ChunkSignatures = signatures;
        return await operations.RunAsync(exchange).ConfigureAwait(false);
    }

    private static S3Reply ErrorReply(S3Exchange exchange, S3ErrorException error)
    {
        var reply = new S3Reply(error.Status) { Document = S3Xml.Error(error, exchange), ErrorCode = error.Code };
        if (error.Header is { } header)
        {
            reply.With(header.Name, header.Value);
        }

        return error.RetryAfter is { } delay
            ? reply.With("Retry-After", Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture))
            : reply;
    }

    private async ValueTask SendAsync(S3Exchange exchange, S3Reply reply)
    {
        var response = exchange.Http.Response;
        response.StatusCode = reply.Status;

        // SDKs set their clocks by it when they are told that theirs is wrong.
        response.Headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        response.Headers["x-amz-request-id"] = exchange.RequestId;
        response.Headers["x-amz-id-2"] = exchange.RequestId;
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        var body = exchange.Http.Request.Method == HttpMethods.Head || reply.Status is 204 or 304 ? null : Body(response, reply);
        if (body is null)
        {
            return;
        }

        await using (body.ConfigureAwait(false))
        {
            response.ContentLength = body.Length;
            try
            {
                await body.CopyToAsync(response.Body, 128 << 10, exchange.Aborted).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The client does not want the rest.
            }
        }
    }

    private static Stream Body(HttpResponse response, S3Reply reply)
    {
        if (reply.Content is { } content)
        {
            return content;
        }

        if (!reply.Document.IsEmpty)
        {
            response.ContentType = "application/xml";
        }

        return new MemoryStream(reply.Document.ToArray(), writable: false);
    }

    /// <summary>Closes the socket with a reset rather than an orderly end, so that no client can take it for an answer.</summary>
    private static void Cut(HttpContext http)
    {
        http.Features.Get<IConnectionSocketFeature>()?.Socket.Close(0);
        http.Abort();
    }
}
