namespace S3MultipartUpload.Line;

/// <summary>
/// Finds how many parts at one time the line takes, from what has passed in windows in which it was full. Knows nothing of clocks,
/// of waiting, nor of threads.
/// </summary>
/// <remarks>
/// <para>The rule:</para>
/// <list type="number">
/// <item>It doubles, as long as twice as many carry at least half as much again (slow start, RFC 5681).</item>
/// <item>Then it allows as many as carry what was reached, at the pace that each had before the last doubling, and a tenth more.</item>
/// <item>From then on, every ten windows, it tries a tenth more and a tenth fewer in turn and keeps what is better: more, where they
/// carry at least half of their share more; fewer, where they carry 98 % as much (as PCC does: Dong et al., NSDI 2015).</item>
/// <item>When the store asks for less, it halves, once for all requests that were on their way then (multiplicative decrease, RFC 5681);
/// or takes back the tenth more that it was trying. Then it allows a twentieth more each window up to four fifths of what was too much,
/// and tries more than that after sixty windows without such an answer.</item>
/// </list>
/// </remarks>
/// <param name="initial">How many at first.</param>
/// <param name="most">Never more.</param>
internal sealed class AdaptiveLimit(int initial, int most)
{
    private const int HeldWindows = 10;
    private const int QuietWindows = 60;

    private Phase _phase = Phase.Doubling;

    /// <summary>With how many the rate to compare with was measured.</summary>
    private int _base;
    private double _baseRate;
    private int _held;
    private int _quiet;
    private int _ceiling;
    private bool _triesFewer;

    private enum Phase
    {
        Doubling,
        Holding,
        TryingMore,
        TryingFewer,
        Recovering,
    }

    /// <summary>How many parts at one time.</summary>
    public int Limit { get; private set; } = Math.Min(initial, most);

    private int Step => Math.Max(1, Limit / 10);

    /// <summary>How much more than before makes more of them worth it: half of their share.</summary>
    private double Wanted => _baseRate * (1 + (((double)Limit / _base) - 1) / 2);

    /// <summary>A window has passed in which the line was full.</summary>
    /// <param name="rate">The bytes that passed per second.</param>
    public void OnWindow(double rate)
    {
        _quiet = Math.Max(0, _quiet - 1);
        switch (_phase)
        {
            case Phase.Doubling when _base == 0 || rate >= Wanted:
                Remember(rate);
                Try(Phase.Doubling, 2 * Limit);
                break;
            case Phase.Doubling:
                Hold(Math.Clamp((int)Math.Ceiling(1.1 * rate / _baseRate * _base), _base, Limit));
                break;
            case Phase.TryingMore when rate >= Wanted:
                Remember(rate);
                Try(Phase.TryingMore, Limit + Step);
                break;
            case Phase.TryingFewer when rate >= 0.98 * _baseRate:
                Remember(Math.Max(rate, _baseRate)); // Or what is lost in many steps would be lost unseen.
                Try(Phase.TryingFewer, Limit - Step);
                break;
            case Phase.TryingMore or Phase.TryingFewer:
                Hold(_base);
                break;
            case Phase.Recovering:
                Limit = Math.Min(_ceiling, Limit + Math.Max(1, Limit / 20));
                _phase = Limit < _ceiling ? Phase.Recovering : Phase.Holding;
                break;
            case Phase.Holding when ++_held >= HeldWindows:
                Remember(rate);
                _triesFewer = !_triesFewer || _quiet > 0;
                Try(_triesFewer ? Phase.TryingFewer : Phase.TryingMore, _triesFewer ? Limit - Step : Limit + Step);
                break;
        }
    }

    /// <summary>The store has asked for fewer requests, in answer to one that began after this was called last.</summary>
    public void OnThrottled()
    {
        int good = _phase == Phase.TryingMore ? _base : Math.Max(1, Limit / 2);
        (_ceiling, _quiet) = (Math.Max(good, _phase == Phase.TryingMore ? _base : Limit * 4 / 5), QuietWindows);
        Hold(good);
        _phase = Limit < _ceiling ? Phase.Recovering : Phase.Holding;
    }

    private void Remember(double rate) => (_base, _baseRate) = (Limit, rate);

    private void Try(Phase phase, int limit)
    {
        Limit = Math.Clamp(limit, 1, most);
        (_phase, _held) = (Limit == _base ? Phase.Holding : phase, 0);
    }

    private void Hold(int limit) => (Limit, _phase, _held) = (limit, Phase.Holding, 0);
}
