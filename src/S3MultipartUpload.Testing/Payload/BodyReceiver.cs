using System.Buffers;
using System.Security.Cryptography;

namespace S3MultipartUpload.Testing;

/// <summary>Streams a body into the store, hashing as it goes; nothing is stored unless every promise about it holds.</summary>
internal sealed class BodyReceiver(IBlobStore blobs)
{
    private const int BufferSize = 128 << 10;

    /// <param name="exchange">The request.</param>
    /// <param name="declared">A checksum to compute in any case: the one its upload was created with.</param>
    public async Task<ReceivedBody> ReceiveAsync(S3Exchange exchange, ChecksumAlgorithm? declared = null)
    {
        var payload = Payload.Open(exchange);
        using var md5 = new CryptographicDigest(HashAlgorithmName.MD5);
        var checksums = ChecksumAlgorithm.All.Where(algorithm => algorithm == declared || payload.Mentions(algorithm))
            .Select(algorithm => (Algorithm: algorithm, Digest: algorithm.CreateDigest())).ToList();

        using var sha256 = payload.Sha256 is null ? null : new CryptographicDigest(HashAlgorithmName.SHA256);
        var writer = blobs.Create();
        await using (payload.ConfigureAwait(false))
        await using (writer.ConfigureAwait(false))
        {
            IRunningDigest[] digests = [md5, .. sha256 is null ? Array.Empty<IRunningDigest>() : [sha256], .. checksums.Select(checksum => checksum.Digest)];
            await CopyAsync(payload, writer, digests, exchange.Aborted).ConfigureAwait(false);
            payload.CheckTrailers();
            CheckSha256(payload.Sha256, sha256);
            var hash = md5.Finish();
            CheckContentMd5(exchange.Header("Content-MD5"), hash);
            var values = checksums.ToDictionary(checksum => checksum.Algorithm.Name, checksum => Verify(payload, checksum.Algorithm, checksum.Digest));
            return new ReceivedBody(await writer.CommitAsync().ConfigureAwait(false), Hex.Lower(hash), values);
        }
    }

    private static async Task CopyAsync(Payload payload, BlobWriter writer, IReadOnlyList<IRunningDigest> digests, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long length = 0;
            int read;
            do
            {
                read = await payload.Stream.ReadAtLeastAsync(buffer, BufferSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                foreach (var digest in digests)
                {
                    digest.Append(buffer.AsSpan(0, read));
                }

                await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                length += read;
            }
            while (read >= BufferSize);

            if (length != payload.Length)
            {
                throw S3Errors.IncompleteBody();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void CheckSha256(string? expected, CryptographicDigest? digest)
    {
        if (expected is not null && digest is not null && Hex.Lower(digest.Finish()) is var actual && actual != expected)
        {
            throw S3Errors.ContentSha256Mismatch(expected, actual);
        }
    }

    private static void CheckContentMd5(string? expected, byte[] actual)
    {
        if (expected is null)
        {
            return;
        }

        var bytes = new byte[actual.Length];
        if (!Convert.TryFromBase64String(expected, bytes, out var length) || length != actual.Length)
        {
            throw S3Errors.InvalidDigest(expected);
        }

        if (!bytes.AsSpan().SequenceEqual(actual))
        {
            throw S3Errors.BadDigest(expected, Convert.ToBase64String(actual));
        }
    }

    private static string Verify(Payload payload, ChecksumAlgorithm algorithm, IRunningDigest digest)
    {
        var actual = Convert.ToBase64String(digest.Finish());
        return payload.Declared(algorithm) is { } expected && expected != actual ? throw S3Errors.ChecksumMismatch(algorithm) : actual;
    }
}
