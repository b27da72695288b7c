using System.Security.Cryptography;
using S3MultipartUpload.Testing.Checksums;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Bodies;

/// <summary>Streams a body into the store, hashing as it goes; nothing is stored unless every promise about it holds.</summary>
internal sealed class BodyReceiver(IBlobStore blobs)
{
    /// <param name="exchange">The request.</param>
    /// <param name="kept">The checksum to compute even where the request brings none, or another one; null for no such.</param>
    /// <param name="maximumLength">How many bytes the body may have.</param>
    public async Task<ReceivedBody> ReceiveAsync(
        S3Exchange exchange, ChecksumKind? kept, long maximumLength = S3Limits.MaximumPartSize)
    {
        var payload = Payload.Open(exchange, maximumLength);
        using var md5 = new CryptographicDigest(HashAlgorithmName.MD5);
        using CryptographicDigest? sha256 = payload.Sha256 is null ? null : new CryptographicDigest(HashAlgorithmName.SHA256);
        IRunningDigest? brought = payload.ChecksumKind?.CreateDigest();
        IRunningDigest? added = kept == payload.ChecksumKind ? null : kept?.CreateDigest();

        BlobWriter writer = blobs.Create(payload.Length);
        await using (writer.ConfigureAwait(false))
        {
            IRunningDigest?[] wanted = [md5, sha256, brought, added];
            IRunningDigest[] digests = [.. wanted.OfType<IRunningDigest>()];
            long length = await DigestingCopy
                .RunAsync(payload.Stream, payload.Length, writer, digests, exchange.Aborted).ConfigureAwait(false);
            if (length != payload.Length)
            {
                throw S3Errors.IncompleteBody();
            }

            CheckSha256(payload.Sha256, sha256);
            byte[] hash = md5.Finish();
            CheckContentMd5(exchange.Header("Content-MD5"), hash);
            Dictionary<string, string> checksums = Verify(payload, brought);
            Add(checksums, kept, added);
            return new ReceivedBody(await writer.CommitAsync().ConfigureAwait(false), Hex.Lower(hash), checksums);
        }
    }

    /// <summary>Copies bytes as if they had been sent, with a checksum.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="length">How many they are; null where nobody knows.</param>
    /// <param name="algorithm">The checksum.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    public async Task<ReceivedBody> CopyAsync(
        Stream source, long? length, ChecksumKind algorithm, CancellationToken cancellationToken)
    {
        using var md5 = new CryptographicDigest(HashAlgorithmName.MD5);
        IRunningDigest checksum = algorithm.CreateDigest();
        BlobWriter writer = blobs.Create(length);
        await using (writer.ConfigureAwait(false))
        {
            await DigestingCopy.RunAsync(source, length, writer, [md5, checksum], cancellationToken).ConfigureAwait(false);
            var checksums = new Dictionary<string, string>();
            Add(checksums, algorithm, checksum);
            return new ReceivedBody(await writer.CommitAsync().ConfigureAwait(false), Hex.Lower(md5.Finish()), checksums);
        }
    }

    private static void Add(Dictionary<string, string> checksums, ChecksumKind? algorithm, IRunningDigest? digest)
    {
        if (algorithm is not null && digest is not null)
        {
            checksums[algorithm.Name] = Convert.ToBase64String(digest.Finish());
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

        byte[] bytes = new byte[actual.Length];
        if (!Convert.TryFromBase64String(expected, bytes, out int length) || length != actual.Length)
        {
            throw S3Errors.InvalidDigest(expected);
        }

        if (!bytes.AsSpan().SequenceEqual(actual))
        {
            throw S3Errors.BadDigest(expected, Convert.ToBase64String(actual));
        }
    }

    private static Dictionary<string, string> Verify(Payload payload, IRunningDigest? digest)
    {
        if (payload.ChecksumKind is not { } algorithm || digest is null)
        {
            return [];
        }

        string actual = Convert.ToBase64String(digest.Finish());
        return payload.DeclaredChecksum() == actual ? new() { [algorithm.Name] = actual } : throw S3Errors.ChecksumMismatch(algorithm.Name);
    }
}
