using S3MultipartUpload.Testing.Http;

namespace S3MultipartUpload.Testing;

/// <summary>
/// The faults of an endpoint. A request meets at most one: the first added that strikes it. Safe for use from any thread.
/// </summary>
public sealed class FaultSchedule
{
    private readonly object _gate = new();
    private readonly List<Fault> _faults = [];
    private readonly Random _dice;

    internal FaultSchedule(int seed)
    {
        _dice = new Random(seed);
    }

    /// <summary>Schedules a fault, behind those already there.</summary>
    /// <param name="fault">The fault.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fault"/> is null.</exception>
    /// <exception cref="ArgumentException">Its share or one of its numbers cannot be.</exception>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        fault.Check();
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    /// <summary>Removes every fault; requests already struck are not released.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    internal FaultEffect? Draw(S3Exchange exchange, int attempt)
    {
        lock (_gate)
        {
            return _faults.Find(fault => fault.Strikes(exchange, exchange.Target.Key, attempt, _dice))?.Effect;
        }
    }

    /// <summary>As <see cref="Draw"/>, for a form whose key is known by now: among those faults that ask for a key.</summary>
    internal FaultEffect? DrawByKey(S3Exchange exchange, int attempt)
    {
        lock (_gate)
        {
            return _faults.Find(fault => fault.Key is not null && fault.Strikes(exchange, exchange.FormKey, attempt, _dice))?.Effect;
        }
    }
}
