namespace S3MultipartUpload.Parts;

/// <summary>What all uploads of a registration share: memory for parts that cannot be read twice, and the line.</summary>
/// <param name="buffers">The memory.</param>
/// <param name="maxConcurrentParts">The most parts in flight.</param>
/// <param name="bandwidth">The most bytes per second; null for no limit.</param>
internal sealed class PartBudget(PartBufferPool buffers, int maxConcurrentParts, BandwidthLimit? bandwidth = null) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(maxConcurrentParts, maxConcurrentParts);

    public PartBufferPool Buffers => buffers;

    public BandwidthLimit? Bandwidth => bandwidth;

    public static PartBudget Of(S3MultipartUploadOptions options) =>
        new(new PartBufferPool(options.MaxBufferedBytes), options.MaxConcurrentParts, options.Bandwidth);

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

    public void Dispose() => _slots.Dispose();
}
