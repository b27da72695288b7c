using System.Buffers;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>Moves bytes from a stream into a blob, feeding digests on the way, through one pooled buffer.</summary>
internal static class DigestingCopy
{
    public const int BufferSize = 128 << 10;

    /// <returns>The number of bytes.</returns>
    public static async ValueTask<long> RunAsync(
        Stream source, BlobWriter writer, IReadOnlyList<IRunningDigest> digests, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long length = 0;
            int read;
            do
            {
                read = await source
                    .ReadAtLeastAsync(buffer, BufferSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                foreach (IRunningDigest digest in digests)
                {
                    digest.Append(buffer.AsSpan(0, read));
                }

                await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                length += read;
            }
            while (read >= BufferSize);

            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
