using Amazon.Util;

namespace S3MultipartUpload.Store;

/// <summary>
/// The hash with which the SDK signs bodies: one for each thread. Where a read fails, it keeps the bytes until then, and the next request
/// that the thread signs, of whatever client, would be signed for other bytes than its own.
/// </summary>
internal static class SdkHash
{
    /// <summary>Forgets what a failed read has left, on the thread of that read.</summary>
    public static void Reset() => CryptoUtilFactory.CryptoInstance.ComputeSHA256Hash(Stream.Null);
}
