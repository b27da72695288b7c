using System.Runtime.CompilerServices;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Line;

namespace S3MultipartUpload.Parts;

/// <summary>What uploads share, of one uploader or of an application: memory for parts that cannot be read twice, and the line.</summary>
/// <param name="buffers">The memory.</param>
/// <param name="line">Who may send.</param>
/// <param name="bandwidth">The most bytes per second; null for no limit.</param>
internal sealed class PartBudget(PartBufferPool buffers, RequestLine line, BandwidthLimit? bandwidth = null) : IDisposable
{
    /// <summary>Those that are in use, for who measures.</summary>
    private static readonly ConditionalWeakTable<PartBudget, object> Live = [];

    static PartBudget()
    {
        Telemetry.Observe("parts_in_flight", "{part}", "Parts that are being sent.", () => Sum(budget => budget.Line.PartsInFlight));
        Telemetry.Observe("connections_allowed", "{part}", "The most parts sent at one time.", () => Sum(budget => budget.Line.Allowed));
        Telemetry.Observe("buffered_bytes", "By", "Memory that parts hold.", () => Sum(budget => budget.Buffers.RentedBytes));
    }

    public PartBufferPool Buffers => buffers;

    public RequestLine Line => line;

    public BandwidthLimit? Bandwidth => bandwidth;

    public static PartBudget Of(S3MultipartUploadOptions options, TimeProvider time)
    {
        var line = new RequestLine(options.Concurrency, options.MaxConcurrentRequests, time);
        var budget = new PartBudget(new PartBufferPool(options.MaxBufferedBytes), line, options.Bandwidth);
        Live.Add(budget, Live);
        return budget;
    }

    public void Dispose() => Live.Remove(this);

    private static long Sum(Func<PartBudget, long> value) => Live.Sum(pair => value(pair.Key));
}
