using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Parts;

/// <summary>
/// Memory for parts that cannot be read twice: one budget of bytes for all uploads that share the pool. Parts take it block by block, as
/// their bytes arrive; <see cref="MemoryBudget"/> has the rule.
/// </summary>
internal sealed class PartBufferPool(long maxBytes)
{
    private readonly object _gate = new();
    private readonly MemoryBudget _budget = new(maxBytes);
    private readonly BlockCache _free = new();

    /// <summary>Those who wait, the oldest part first.</summary>
    private readonly List<Request> _waiting = [];

    /// <summary>The bytes in use now.</summary>
    public long RentedBytes
    {
        get
        {
            lock (_gate)
            {
                return _budget.Held;
            }
        }
    }

    /// <summary>Begins a part. It takes its memory later.</summary>
    /// <param name="bytes">The most that it may have.</param>
    /// <exception cref="UploadRefusedException">The part can never fit.</exception>
    public PartBuffer Open(long bytes)
    {
        if (bytes > maxBytes)
        {
            throw new UploadRefusedException(
                $"A part of {ByteSize.Format(bytes)} does not fit the {ByteSize.Format(maxBytes)} of " +
                $"{nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.MaxBufferedBytes)}.");
        }

        lock (_gate)
        {
            return new PartBuffer(this, _budget.Open(bytes));
        }
    }

    /// <summary>Waits until the part may have a block.</summary>
    public async ValueTask<byte[]> RentAsync(MemoryClaim part, int bytes, CancellationToken cancellationToken)
    {
        var request = new Request(part, bytes);
        lock (_gate)
        {
            _waiting.Insert(_waiting.FindLastIndex(other => other.Part.Age < part.Age) + 1, request);
            GiveInTurn();
        }

        using CancellationTokenRegistration end = request.Given.Task.IsCompleted
            ? default
            : cancellationToken.Register(() => GiveUp(request, cancellationToken));
        return await request.Given.Task.ConfigureAwait(false) ?? GC.AllocateUninitializedArray<byte>(bytes);
    }

    /// <summary>All has arrived of the part: what it does not need is left to others.</summary>
    public void Seal(MemoryClaim part)
    {
        lock (_gate)
        {
            _budget.Seal(part);
            GiveInTurn();
        }
    }

    /// <summary>Takes back the memory of a part, and those of its blocks that nobody writes to any more.</summary>
    public void Return(MemoryClaim part, IEnumerable<byte[]> blocks)
    {
        lock (_gate)
        {
            _budget.Release(part);

            // An uploader that has nothing to do keeps no memory.
            _free.Add(blocks, mostBytes: _budget.Held == 0 ? 0 : maxBytes - _budget.Held);
            GiveInTurn();
        }
    }

    /// <summary>
    /// Those who fit, the oldest first. When one of them only waits for parts that are being sent, the younger wait behind it, or they
    /// would take all that comes back; nobody waits behind one whose turn depends on a source.
    /// </summary>
    private void GiveInTurn()
    {
        bool isPromised = false;
        _waiting.RemoveAll(request =>
        {
            bool fits = _budget.Fits(request.Part);
            bool isGiven = _budget.HasRoom(request.Bytes)
                && ((fits && !isPromised) || _budget.FitsReserve(request.Part, request.Bytes));
            if (isGiven)
            {
                _budget.Give(request.Part, request.Bytes);
                request.Given.SetResult(_free.Take(request.Bytes, mostBytes: maxBytes - _budget.Held));
            }

            isPromised |= fits && !isGiven;
            return isGiven;
        });
    }

    private void GiveUp(Request request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Remove(request))
            {
                request.Given.SetCanceled(cancellationToken);
                GiveInTurn();
            }
        }
    }

    private sealed record Request(MemoryClaim Part, int Bytes)
    {
        /// <summary>Ends with a block that was used before; null when a new one has to be made.</summary>
        public TaskCompletionSource<byte[]?> Given { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
