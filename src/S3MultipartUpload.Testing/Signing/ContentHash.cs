using System.Text.RegularExpressions;

namespace S3MultipartUpload.Testing.Signing;

/// <summary>The values of x-amz-content-sha256: how, and whether, the signature covers the body.</summary>
internal static partial class ContentHash
{
    public const string Unsigned = "UNSIGNED-PAYLOAD";
    public const string UnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    public const string Signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    public const string SignedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    public static bool IsFramed(string? value) => value is UnsignedTrailer or Signed or SignedTrailer;

    public static bool IsSignedByChunk(string? value) => value is Signed or SignedTrailer;

    public static bool IsSha256(string? value) => value is not null && Sha256().IsMatch(value);

    public static bool IsKnown(string value) => value is Unsigned || IsFramed(value) || IsSha256(value);

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256();
}
