using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace S3MultipartUpload.Diagnostics;

/// <summary>
/// The spans and instruments of the library. Attributes have the names of OpenTelemetry's semantic conventions where these have one. Those
/// of instruments have few different values, so no key and no upload id; no attribute has a message. Where nobody listens, nothing here
/// allocates.
/// </summary>
/// <remarks>Source: OpenTelemetry semantic conventions for AWS SDK and S3 client spans, for RPC, and for recording errors.</remarks>
internal static class Telemetry
{
    public const string Bucket = "aws.s3.bucket";
    public const string Key = "aws.s3.key";
    public const string UploadId = "aws.s3.upload_id";
    public const string PartNumber = "aws.s3.part_number";
    public const string RequestId = "aws.request_id";
    public const string ErrorType = "error.type";
    public const string Method = "rpc.method";
    public const string ServerAddress = "server.address";
    public const string StatusCode = "http.response.status_code";
    public const string Outcome = "s3_multipart_upload.outcome";
    public const string Origin = "s3_multipart_upload.origin";

    public const string Winner = "s3_multipart_upload.winner";

    /// <summary>The error type of what the caller has called back.</summary>
    public const string Canceled = "canceled";

    public static readonly ActivitySource Source = new(S3MultipartUploadTelemetry.ActivitySourceName);

    private static readonly Meter Meter = new(S3MultipartUploadTelemetry.MeterName);

    public static readonly Histogram<double> UploadDuration = Meter.CreateHistogram<double>(
        "s3_multipart_upload.upload.duration", "s", "How long uploads take, by their outcome.");

    public static readonly Histogram<long> UploadSize = Meter.CreateHistogram<long>(
        "s3_multipart_upload.upload.size", "By", "The size of the objects stored.");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "s3_multipart_upload.bytes", "By", "Bytes of parts that the store has confirmed: sent, copied, or found from an earlier run.");

    private static readonly Counter<long> Parts = Meter.CreateCounter<long>(
        "s3_multipart_upload.parts", "{part}", "Parts that the store has confirmed: sent, copied, or found from an earlier run.");

    public static readonly Histogram<double> RequestDuration = Meter.CreateHistogram<double>(
        "s3_multipart_upload.request.duration", "s", "How long requests take, each attempt by itself, by operation and error.");

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "s3_multipart_upload.retries", "{retry}", "Attempts that are made again, by operation and reason.");

    private static readonly Counter<long> Hedges = Meter.CreateCounter<long>(
        "s3_multipart_upload.hedges", "{part}", "Slow parts that were sent a second time, by which of the two the store confirmed first.");

    private static long ActiveUploads;

    static Telemetry() => Observe("active_uploads", "{upload}", "Uploads that are running.", () => Volatile.Read(ref ActiveUploads));

    /// <param name="size">In bytes.</param>
    /// <param name="origin">How the store came to have it: sent, copied, or resumed.</param>
    public static void OnPart(long size, string origin)
    {
        Bytes.Add(size, new KeyValuePair<string, object?>(Origin, origin));
        Parts.Add(1, new KeyValuePair<string, object?>(Origin, origin));
    }

    /// <param name="winner">first, second or none.</param>
    public static void OnHedge(string winner) => Hedges.Add(1, new KeyValuePair<string, object?>(Winner, winner));

    public static void OnUploadStarted() => Interlocked.Increment(ref ActiveUploads);

    public static void OnUploadEnded() => Interlocked.Decrement(ref ActiveUploads);

    /// <summary>A value that is asked for when somebody looks; so it is right whenever they begin to.</summary>
    public static void Observe(string name, string unit, string description, Func<long> value) =>
        Meter.CreateObservableUpDownCounter($"s3_multipart_upload.{name}", value, unit, description);
}
