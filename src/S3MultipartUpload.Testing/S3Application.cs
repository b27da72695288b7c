using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Cors;
using S3MultipartUpload.Testing.Forms;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Log;
using S3MultipartUpload.Testing.Network;
using S3MultipartUpload.Testing.Operations;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Signing;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing;

/// <summary>One request from its headers to its reply: drawn fault, signature, operation, log entry, reply.</summary>
internal sealed class S3Application(
    S3TestServerOptions options, Authenticator authenticator, BucketTable buckets, IBlobStore blobs, LifecycleRun lifecycle,
    FaultSchedule faults, RequestLog log)
{
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly NetworkLine _line =
        new(options.Latency, options.BytesPerSecondPerConnection, options.BytesPerSecond, options.TimeProvider);
    private readonly RequestRate _rate = new(options.WritesPerSecond, options.ReadsPerSecond, options.TimeProvider);
    private readonly OperationSet _operations = new(
        buckets, blobs, new EndpointRules(options.Region, options.MinimumPartSize, options.RestoreDelay), options.TimeProvider);

    private readonly PostObjectOperation _forms = new(authenticator, buckets, blobs, options.TimeProvider);
    private readonly CorsResponder _cors = new(buckets);
    private long _requests;

    public async Task HandleAsync(HttpContext http)
    {
        long arrived = _time.GetTimestamp();
        lifecycle.RunIfNewDay();
        DateTimeOffset now = _time.GetUtcNow();
        var exchange = new S3Exchange(http, $"{now.ToUnixTimeMilliseconds():X}{Interlocked.Increment(ref _requests):X8}", _time);
        int attempt = log.Begin(exchange.Operation, exchange.Target.Bucket, exchange.Target.Key, exchange.PartNumber);
        S3Reply? reply = null;
        try
        {
            FaultEffect? fault = faults.Draw(exchange, attempt);
            await _line.ReceiveAsync(exchange).ConfigureAwait(false);
            S3Reply answer = await AnswerAsync(exchange, fault, () => RunAsync(exchange, attempt, isSpared: fault is null))
                .ConfigureAwait(false);
            reply = _line.Send(exchange, _cors.AddTo(answer, exchange));
        }
        catch (ConnectionCutException cut)
        {
            exchange.Cut = cut;
        }
        catch (Exception error) when (IsClientGone(error))
        {
            // There is nobody to answer.
        }

        // Entered before the reply leaves, so that a client that has its answer finds the entry.
        log.End(Describe(exchange, reply, attempt, now) with { Duration = _time.GetElapsedTime(arrived) });
        await (reply is null ? Disconnection.RunAsync(exchange) : ReplyWriter.SendAsync(exchange, reply)).ConfigureAwait(false);
    }

    private static async ValueTask<S3Reply> AnswerAsync(S3Exchange exchange, FaultEffect? fault, Func<ValueTask<S3Reply>> run)
    {
        if (fault is null)
        {
            return await RefuseAsync(exchange, run).ConfigureAwait(false);
        }

        S3Reply reply = await RefuseAsync(
            exchange,
            async () => await fault.BeforeAsync(exchange).ConfigureAwait(false) ?? await run().ConfigureAwait(false))
            .ConfigureAwait(false);
        S3Reply? answer = null;
        try
        {
            return answer = await fault.AfterAsync(exchange, reply).ConfigureAwait(false);
        }
        finally
        {
            // What the fault keeps back is not read any more.
            if (reply.Content is { } content && content != answer?.Content)
            {
                await content.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <param name="exchange">The request.</param>
    /// <param name="attempt">Which one it is.</param>
    /// <param name="isSpared">Whether no fault has met it so far.</param>
    private async ValueTask<S3Reply> RunAsync(S3Exchange exchange, int attempt, bool isSpared)
    {
        exchange.Target.Check();
        switch (exchange.Operation)
        {
            case S3Operation.Preflight:
                return _cors.Preflight(exchange);
            case S3Operation.PostObject:
                _rate.Count(exchange);
                return await RunFormAsync(exchange, attempt, isSpared).ConfigureAwait(false);
            default:
                break;
        }

        using ChunkSignatures? signatures = authenticator.Authenticate(exchange);
        exchange.ChunkSignatures = signatures;
        KnownHeaders.Check(exchange);
        _rate.Count(exchange);
        return await _operations.RunAsync(exchange).ConfigureAwait(false);
    }

    /// <summary>A form says its key in its body: faults that ask for one meet it then.</summary>
    private async ValueTask<S3Reply> RunFormAsync(S3Exchange exchange, int attempt, bool isSpared)
    {
        PostForm form = await _forms.ReadAsync(exchange).ConfigureAwait(false);
        FaultEffect? fault = isSpared ? faults.DrawByKey(exchange, attempt) : null;
        return await AnswerAsync(exchange, fault, () => _forms.RunAsync(exchange, form)).ConfigureAwait(false);
    }

    /// <summary>Turns an error into the reply that tells of it.</summary>
    private static async ValueTask<S3Reply> RefuseAsync(S3Exchange exchange, Func<ValueTask<S3Reply>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (S3ErrorException error)
        {
            return S3Reply.Refusal(exchange, error);
        }
        catch (Exception error) when (error is not ConnectionCutException && !IsClientGone(error))
        {
            // The endpoint's own fault; whoever meets it needs to see it.
            return S3Reply.Refusal(exchange, S3Errors.Internal(error.ToString()));
        }
    }

    private static bool IsClientGone(Exception error) =>
        error is OperationCanceledException or ConnectionResetException or BadHttpRequestException;

    private static S3RequestRecord Describe(S3Exchange exchange, S3Reply? reply, int attempt, DateTimeOffset now) => new()
    {
        Operation = exchange.Operation,
        BucketName = exchange.Target.Bucket,
        Key = exchange.FormKey ?? exchange.Target.Key,
        PartNumber = exchange.PartNumber,
        UploadId = exchange.Query("uploadId"),
        Attempt = attempt,
        BytesReceived = exchange.Wire.Bytes,
        Status = reply?.Status ?? 0,
        ErrorCode = reply?.ErrorCode,
        Time = now,
        Duration = default,
        RequestId = exchange.RequestId,
    };
}
