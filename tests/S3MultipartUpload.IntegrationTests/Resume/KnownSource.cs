namespace S3MultipartUpload.IntegrationTests;

/// <summary>Memory that tells, as a file does, whether it has changed.</summary>
internal sealed class KnownSource(byte[] bytes, string? fingerprint = "1") : IPartSource
{
    public long? Length => bytes.Length;

    public bool IsRandomAccess => true;

    public string? Fingerprint { get; set; } = fingerprint;

    public string? Identity => Fingerprint;

    /// <summary>Told of each part that is opened.</summary>
    public Action<int> OnOpen { get; set; } = _ => { };

    /// <summary>The parts that were opened.</summary>
    public List<int> Opened { get; } = [];

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
    {
        lock (Opened)
        {
            Opened.Add(range.PartNumber);
        }

        OnOpen(range.PartNumber);
        return new(new MemoryStream(bytes, (int)range.Offset, (int)range.Length));
    }
}
