using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Parts;

/// <summary>
/// Memory for parts that cannot be read twice: one budget of bytes for all uploads that share the pool. A part waits, in the order
/// of asking, until all of it fits; so a part never waits for memory while it holds some.
/// </summary>
internal sealed class PartBufferPool : IDisposable
{
    /// <summary>Small enough to be reused by parts of any size, large enough to make few of them.</summary>
    public const int BlockSize = 1024 * 1024;

    private readonly ConcurrencyLimiter _budget;
    private readonly ConcurrentBag<byte[]> _free = [];
    private int _rentedBlocks;

    public PartBufferPool(long maxBytes)
    {
        Capacity = BlocksFor(maxBytes);
        _budget = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = Capacity,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>The budget, in blocks.</summary>
    public int Capacity { get; }

    /// <summary>The blocks in use now.</summary>
    public int RentedBlocks => Volatile.Read(ref _rentedBlocks);

    /// <summary>Reserves room for a part; its blocks are taken as its bytes arrive.</summary>
    /// <exception cref="UploadRefusedException">The part can never fit.</exception>
    public async ValueTask<PartBuffer> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        if (BlocksFor(bytes) > Capacity)
        {
            throw new UploadRefusedException(
                $"A part of {ByteSize.Format(bytes)} does not fit the {Capacity:N0} MiB of " +
                $"{nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.MaxBufferedBytes)}.");
        }

        RateLimitLease lease = await _budget.AcquireAsync(BlocksFor(bytes), cancellationToken).ConfigureAwait(false);
        return new PartBuffer(this, lease, bytes);
    }

    public byte[] RentBlock()
    {
        Interlocked.Increment(ref _rentedBlocks);
        return _free.TryTake(out byte[]? block) ? block : GC.AllocateUninitializedArray<byte>(BlockSize);
    }

    public void ReturnBlock(byte[] block)
    {
        _free.Add(block);
        ForgetBlock();
    }

    /// <summary>A rented block will not come back.</summary>
    public void ForgetBlock()
    {
        if (Interlocked.Decrement(ref _rentedBlocks) == 0)
        {
            // Nothing is being uploaded from a stream: an idle application does not keep the memory.
            _free.Clear();
        }
    }

    public void Dispose() => _budget.Dispose();

    private static int BlocksFor(long bytes) => checked((int)((bytes + BlockSize - 1) / BlockSize));
}
