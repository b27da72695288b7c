namespace S3MultipartUpload.IntegrationTests;

/// <summary>An object that a schedule uploads.</summary>
internal sealed class ScheduleJob : IDisposable
{
    private static readonly int[] PartSizes = [500, 4_000, 65_536];

    private readonly string _kind;
    private readonly SourceOf _source;

    public ScheduleJob(Random random, string key)
    {
        Key = key;
        PartSize = PartSizes[random.Next(PartSizes.Length)];
        Bytes = new byte[random.Next(1, 8 * PartSize)];
        random.NextBytes(Bytes);
        _kind = SourceOf.Kinds[random.Next(SourceOf.Kinds.Count)];
        _source = new SourceOf(_kind, Bytes);
    }

    public string Key { get; }

    public byte[] Bytes { get; }

    public int PartSize { get; }

    /// <summary>Whether an upload of it may be stored: one has succeeded, or was killed.</summary>
    public bool MayBeStored { get; set; }

    public IPartSource Open() => _source.Open();

    public override string ToString() => $"{Key}: {_kind} of {Bytes.Length:N0} bytes in parts of {PartSize:N0}";

    public void Dispose() => _source.Dispose();
}
