using System.Text;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.Manifest;

/// <summary>The names that a request may carry, whether a caller gives them or a manifest does.</summary>
internal static partial class NameRules
{
    private const int MaxKeyBytes = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The store knows its own naming rules; but a slash or a question mark would make the SDK address something else, and so would dots
    /// alone, which vanish from an address: the key would be taken for the bucket, and to abort an upload would be to delete that.
    /// </summary>
    public static string? ProblemOfBucket(string? name) =>
        string.IsNullOrWhiteSpace(name) ? "BucketName is empty."
        : name.All(character => character == '.') ? "BucketName is nothing but dots."
        : name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_') ? null
        : name.StartsWith("arn:", StringComparison.Ordinal)
            ? AccessPointArn().IsMatch(name) ? null
                : "BucketName is an ARN, but not of an access point: for a bucket, give its name alone."
        : "BucketName holds other characters than letters, digits, '-', '.' and '_'; it is a bucket's name alone, or an ARN.";

    public static string? ProblemOfKey(string? key) =>
        string.IsNullOrEmpty(key) ? "Key is empty; an object key has 1 to 1,024 bytes of UTF-8."
        : Utf8Length(key) is not { } bytes ? "Key holds a lone surrogate, which UTF-8 cannot carry."
        : bytes > MaxKeyBytes ? $"Key has {bytes:N0} bytes of UTF-8; an object key has at most {MaxKeyBytes:N0}."
        : IsAltered(key) ? "Key starts with a slash, which the AWS SDK drops: the object would be stored under another key."
        : null;

    /// <summary>Whether the AWS SDK would name another key: it drops a slash at the beginning, and nothing else.</summary>
    public static bool IsAltered(string key) => key.StartsWith('/');

    /// <summary>As the SDK wants them; it refuses others when the request is on its way, each as a failure without a type.</summary>
    [GeneratedRegex("""
        ^arn:[a-z0-9-]+:(s3:[a-z0-9-]*|s3-(outposts|object-lambda):[a-z0-9-]+)
        :[A-Za-z0-9-]+:(accesspoint|outpost)([:/][A-Za-z0-9][A-Za-z0-9.-]*)+\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex AccessPointArn();

    private static int? Utf8Length(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
