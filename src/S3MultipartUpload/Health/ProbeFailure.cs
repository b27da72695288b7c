using System.Globalization;
using Amazon.S3;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Health;

/// <summary>Words for what went wrong; without the store's own, which may hold names and keys.</summary>
internal static class ProbeFailure
{
    public static string Describe(Exception failure, string bucket) => failure is AmazonS3Exception refusal
        ? $"The store refused a probe of bucket '{bucket}': {NameOf(refusal)}.{StoreHint.For(refusal, "s3:PutObject")}"
        : $"The store of bucket '{bucket}' could not be asked: {NameOf(failure)}.";

    public static string NameOf(Exception failure) => failure is AmazonS3Exception { ErrorCode: { Length: > 0 } code } refusal
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)refusal.StatusCode} {Log.OnOneLine(code)}")
        : failure.GetType().Name;
}
