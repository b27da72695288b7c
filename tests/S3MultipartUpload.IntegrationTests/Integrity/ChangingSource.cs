namespace S3MultipartUpload.IntegrationTests.Integrity;

/// <summary>Bytes of which one bit turns over once the part that holds it has been opened some times.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="flipAt">Where the bit is.</param>
/// <param name="fromOpening">The first opening, from 1, that gives the other bit.</param>
/// <param name="bit">Which bit of the byte.</param>
internal sealed class ChangingSource(byte[] bytes, int flipAt, int fromOpening, int bit = 0) : IPartSource
{
    private int _openings;

    public long? Length => bytes.Length;

    public bool IsRandomAccess => true;

    public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken)
    {
        byte[] part = bytes.AsSpan((int)range.Offset, (int)range.Length).ToArray();
        if (flipAt >= range.Offset && flipAt < range.Offset + range.Length && Interlocked.Increment(ref _openings) >= fromOpening)
        {
            part[flipAt - range.Offset] ^= (byte)(1 << bit);
        }

        return new(new MemoryStream(part));
    }
}
