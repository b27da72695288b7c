using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>Reads bytes to where a blob keeps them, and feeds digests while the processor still has them at hand.</summary>
internal static class DigestingCopy
{
    /// <returns>The number of bytes; more than the length where the source has more.</returns>
    public static async ValueTask<long> RunAsync(
        Stream source, long? length, BlobWriter writer, IReadOnlyList<IRunningDigest> digests, CancellationToken cancellationToken)
    {
        long done = 0;
        bool ended = false;
        while (!ended && done != length)
        {
            Memory<byte> room = writer.GetMemory();
            room = room[..(int)Math.Min(room.Length, length - done ?? long.MaxValue)];
            int read = await source
                .ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            foreach (IRunningDigest digest in digests)
            {
                digest.Append(room.Span[..read]);
            }

            await writer.AdvanceAsync(read, cancellationToken).ConfigureAwait(false);
            done += read;
            ended = read < room.Length;
        }

        // What stands behind the bytes, such as trailers, is read when the end is looked for.
        return ended || await source.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) == 0 ? done : done + 1;
    }
}
