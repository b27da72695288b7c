namespace S3MultipartUpload.Uploads;

/// <summary>Bytes per second, mostly those of the last seconds: what is older counts less and less.</summary>
internal sealed class TransferRate
{
    /// <summary>After so many seconds, what was measured counts for about a third.</summary>
    private const double Memory = 5;

    /// <summary>Nothing can be told from less.</summary>
    private const double FewestSeconds = 1;

    private double _bytes;
    private double _seconds;

    /// <summary>Null while too little is known.</summary>
    public double? BytesPerSecond => _seconds < FewestSeconds ? null : Math.Max(0, _bytes / _seconds);

    /// <param name="bytes">What was transferred meanwhile; negative where something has to be sent again.</param>
    /// <param name="elapsed">The time since the measurement before.</param>
    public void Add(long bytes, TimeSpan elapsed)
    {
        double keep = Math.Exp(-elapsed.TotalSeconds / Memory);
        _bytes = (_bytes * keep) + bytes;
        _seconds = (_seconds * keep) + elapsed.TotalSeconds;
    }
}
