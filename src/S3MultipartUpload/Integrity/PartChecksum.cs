using System.Buffers;

namespace S3MultipartUpload.Integrity;

/// <summary>The checksums of a part, computed once and handed to the SDK, which then hashes nothing itself.</summary>
/// <param name="Algorithm">The algorithm of <paramref name="Value"/>.</param>
/// <param name="Value">The checksum as S3 writes it; null for <see cref="PartChecksumAlgorithm.None"/>.</param>
/// <param name="MD5">The MD5 in base64, where it is sent as Content-MD5.</param>
internal readonly record struct PartChecksum(PartChecksumAlgorithm Algorithm, string? Value, string? MD5)
{
    private const int ReadSize = 256 * 1024;

    /// <summary>Whether a part's ETag is the MD5 of its bytes; it need not be, and is not in hexadecimal everywhere.</summary>
    public bool IsETag(string eTag) => MD5 is not null && ETags.ToMD5(eTag) == MD5;

    /// <summary>Reads a stream to its end, once for both.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="choice">Which checksums.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="onRead">Called whenever bytes have come.</param>
    public static async ValueTask<PartChecksum> ComputeAsync(
        Stream stream, ChecksumChoice choice, CancellationToken cancellationToken, Action? onRead = null)
    {
        using var digests = new Digests(choice);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(0, ReadSize), cancellationToken).ConfigureAwait(false)) > 0)
            {
                digests.Append(buffer.AsSpan(0, read));
                onRead?.Invoke();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return digests.ToChecksum();
    }

    /// <summary>Of bytes in memory, where they lie.</summary>
    public static PartChecksum Compute(ReadOnlySequence<byte> bytes, ChecksumChoice choice, CancellationToken cancellationToken)
    {
        using var digests = new Digests(choice);
        foreach (ReadOnlyMemory<byte> block in bytes)
        {
            for (ReadOnlyMemory<byte> rest = block; !rest.IsEmpty; rest = rest[Math.Min(ReadSize, rest.Length)..])
            {
                cancellationToken.ThrowIfCancellationRequested();
                digests.Append(rest.Span[..Math.Min(ReadSize, rest.Length)]);
            }
        }

        return digests.ToChecksum();
    }

    private sealed class Digests(ChecksumChoice choice) : IDisposable
    {
        private readonly PartDigest _digest = new(choice.Algorithm);
        private readonly PartDigest? _md5 = choice.NeedsOwnMD5 ? new PartDigest(PartChecksumAlgorithm.MD5) : null;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            _digest.Append(bytes);
            _md5?.Append(bytes);
        }

        public PartChecksum ToChecksum()
        {
            string? value = _digest.ToBase64();
            return new PartChecksum(choice.Algorithm, value, choice.Algorithm == PartChecksumAlgorithm.MD5 ? value : _md5?.ToBase64());
        }

        public void Dispose()
        {
            _digest.Dispose();
            _md5?.Dispose();
        }
    }
}
