namespace S3MultipartUpload.Testing.Fakes;

/// <summary>Which calls fail, and how.</summary>
internal sealed class FailureSchedule
{
    private readonly object _gate = new();
    private readonly List<Rule> _rules = [];

    public void Add(UploaderFailure failure, Func<UploaderCall, bool>? when, int? times)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (times is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(times));
        }

        lock (_gate)
        {
            _rules.Add(new Rule(failure, when, times));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    /// <summary>The failure of a call: that of the oldest rule which it meets; null where it is to succeed.</summary>
    public UploaderFailure? Draw(UploaderCall call)
    {
        lock (_gate)
        {
            Rule? met = _rules.Find(rule => rule.When?.Invoke(call) != false);
            if (met is { Left: not null } && --met.Left == 0)
            {
                _rules.Remove(met);
            }

            return met?.Failure;
        }
    }

    private sealed class Rule(UploaderFailure failure, Func<UploaderCall, bool>? when, int? times)
    {
        public UploaderFailure Failure => failure;

        public Func<UploaderCall, bool>? When => when;

        public int? Left { get; set; } = times;
    }
}
