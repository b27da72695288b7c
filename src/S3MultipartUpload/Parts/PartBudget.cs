using System.Runtime.CompilerServices;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Parts;

/// <summary>What uploads share, of one uploader or of an application: memory for parts that cannot be read twice, and the line.</summary>
/// <param name="buffers">The memory.</param>
/// <param name="maxConcurrentParts">The most parts in flight.</param>
/// <param name="bandwidth">The most bytes per second; null for no limit.</param>
internal sealed class PartBudget(PartBufferPool buffers, int maxConcurrentParts, BandwidthLimit? bandwidth = null) : IDisposable
{
    /// <summary>Those that are in use, for who measures.</summary>
    private static readonly ConditionalWeakTable<PartBudget, object> Live = [];

    private readonly SemaphoreSlim _slots = new(maxConcurrentParts, maxConcurrentParts);

    static PartBudget()
    {
        Telemetry.Observe("parts_in_flight", "{part}", "Parts that are being sent.", () => Sum(budget => budget.InFlight));
        Telemetry.Observe("connections_allowed", "{part}", "The most parts sent at one time.", () => Sum(budget => budget.Most));
        Telemetry.Observe("buffered_bytes", "By", "Memory that parts hold.", () => Sum(budget => budget.Buffers.RentedBytes));
    }

    private int Most => maxConcurrentParts;

    private int InFlight => maxConcurrentParts - _slots.CurrentCount;

    public PartBufferPool Buffers => buffers;

    public BandwidthLimit? Bandwidth => bandwidth;

    public static PartBudget Of(S3MultipartUploadOptions options)
    {
        var budget = new PartBudget(new PartBufferPool(options.MaxBufferedBytes), options.MaxConcurrentParts, options.Bandwidth);
        Live.Add(budget, Live);
        return budget;
    }

    /// <summary>Runs while fewer parts than allowed are in flight; who asks first comes first.</summary>
    public async Task<T> InTurnAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await attempt().ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        Live.Remove(this);
        _slots.Dispose();
    }

    private static long Sum(Func<PartBudget, long> value) => Live.Sum(pair => value(pair.Key));
}
