using System.Text;

namespace S3MultipartUpload.Fleet.Records;

/// <summary>Text as the database and the store have it.</summary>
internal static class Utf8Text
{
    private const int Longest = 2_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>A reason as the database can keep it: not endless, without NUL, and not cut amid a character.</returns>
    public static string Shorten(string text)
    {
        string whole = text.Replace('\0', ' ');
        return whole.Length <= Longest ? whole
            : whole[..(char.IsHighSurrogate(whole[Longest - 1]) ? Longest - 1 : Longest)] + "…";
    }

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
