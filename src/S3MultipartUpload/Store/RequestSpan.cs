using System.Diagnostics;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Store;

/// <summary>The span of an operation on the store.</summary>
internal static class RequestSpan
{
    public static Activity? Start(string operation, int? partNumber, string? serverAddress)
    {
        if (!Telemetry.Source.HasListeners() || Telemetry.Source.StartActivity($"S3.{operation}", ActivityKind.Client) is not { } span)
        {
            return null;
        }

        span.SetTag("rpc.system.name", "aws-api");
        span.SetTag(Telemetry.Method, operation);
        span.SetTag(Telemetry.ServerAddress, serverAddress);
        span.SetTag(Telemetry.PartNumber, partNumber);
        return span;
    }

    /// <summary>Adds to the present span what the request is about.</summary>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="uploadId">The multipart upload.</param>
    /// <param name="traceParent">The span that opened the upload: it may be of another process.</param>
    public static void Describe(string bucketName, string? uploadId = null, string? traceParent = null)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span || span.Source != Telemetry.Source)
        {
            return;
        }

        span.SetTag(Telemetry.Bucket, bucketName);
        span.SetTag(Telemetry.UploadId, uploadId);
        Link(span, traceParent);
    }

    /// <inheritdoc cref="Describe(string, string?, string?)"/>
    public static void Describe(OpenUpload upload) =>
        Describe(upload.Target.BucketName, upload.UploadId, upload.Record.TraceParent);

    /// <summary>Links a span to that of another trace.</summary>
    public static void Link(Activity span, string? traceParent)
    {
        if (ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out ActivityContext other)
            && other.TraceId != span.TraceId
            && span.Links.All(link => link.Context.SpanId != other.SpanId))
        {
            span.AddLink(new ActivityLink(other));
        }
    }

    public static void AddAttempt(Activity? span, int attempt, Exception? failed)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        var tags = new ActivityTagsCollection { { "s3_multipart_upload.attempt", attempt } };
        if (failed is not null)
        {
            var known = new FailedAttempt("", partNumber: null, attempt, failed, delay: null);
            tags[Telemetry.ErrorType] = FailedAttempt.TypeOf(failed);
            tags[Telemetry.StatusCode] = known.StatusCode;
            tags[Telemetry.RequestId] = known.RequestId;
        }

        span.AddEvent(new ActivityEvent("attempt", tags: tags));
    }

    /// <summary>The operation has failed. Why is told by the type alone: a message may hold what is nobody's business.</summary>
    public static void Fail(Activity? span, string errorType)
    {
        span?.SetTag(Telemetry.ErrorType, errorType);
        span?.SetStatus(errorType == Telemetry.Canceled ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
    }
}
