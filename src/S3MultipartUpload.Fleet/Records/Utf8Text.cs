using System.Text;

namespace S3MultipartUpload.Fleet.Records;

/// <summary>Text as the database and the store have it.</summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>How many bytes it is in UTF-8; null where a lone surrogate is in it, which UTF-8 cannot carry.</returns>
    public static int? BytesOf(string text)
    {
        try
        {
            return Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
