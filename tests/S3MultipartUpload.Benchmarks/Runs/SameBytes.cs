namespace S3MultipartUpload.Benchmarks.Runs;

/// <summary>Compares two streams of any length.</summary>
internal static class SameBytes
{
    private const int BlockSize = 1024 * 1024;

    public static async Task CheckAsync(Stream given, Stream stored, string contender, CancellationToken cancellationToken)
    {
        byte[] left = new byte[BlockSize];
        byte[] right = new byte[BlockSize];
        for (long position = 0; ; position += BlockSize)
        {
            int read = await given.ReadAtLeastAsync(left, BlockSize, throwOnEndOfStream: false, cancellationToken);
            int readBack = await stored.ReadAtLeastAsync(right, BlockSize, throwOnEndOfStream: false, cancellationToken);
            if (!left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, readBack)))
            {
                throw new InvalidDataException($"{contender} stored other bytes than it was given, from byte {position:N0} on.");
            }

            if (read < BlockSize)
            {
                return;
            }
        }
    }
}
