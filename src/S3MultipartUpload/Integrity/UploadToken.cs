using System.Security.Cryptography;

namespace S3MultipartUpload.Integrity;

/// <summary>
/// A random mark in the metadata of the object that an upload stores. When the answer to the last request is lost, it tells whether the
/// object under the key is this upload's or another's. It opens nothing: whoever may read the object's metadata sees it.
/// </summary>
internal static class UploadToken
{
    /// <summary>The metadata's name, without x-amz-meta-.</summary>
    public const string MetadataName = "upload-token";

    private const int Bytes = 16;

    /// <summary>What the mark takes of the metadata's 2 KB.</summary>
    public static int MetadataBytes => MetadataName.Length + (2 * Bytes);

    public static string Create() => Convert.ToHexString(RandomNumberGenerator.GetBytes(Bytes));

    public static bool IsValid(string? token) => token?.Length == 2 * Bytes && token.All(char.IsAsciiHexDigitUpper);
}
