using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.Testing.Headers;

/// <summary>
/// User-defined metadata outside ASCII: S3 reads it as UTF-8 or as encoded words of RFC 2047, and returns it in such words (S3 User
/// Guide, "Working with object metadata").
/// </summary>
internal static partial class MetadataText
{
    /// <summary>What fits into a word of 75 characters beside its charset and encoding.</summary>
    private const int MaximumWord = 63;

    public static string Decode(string value) =>
        Word().Replace(Gap().Replace(value, "?==?"), word => Decode(word.Groups["text"].Value, word.Groups["kind"].Value) ?? word.Value);

    public static string Encode(string value)
    {
        int other = value.Count(character => character is >= '\x7F' or (< ' ' and not '\t'));
        return other == 0 ? value : string.Join(' ', Words(value, quoted: other < value.Length - other));
    }

    private static string? Decode(string text, string kind)
    {
        if (kind is "Q" or "q")
        {
            return Uri.UnescapeDataString(
                Escape().Replace(text.Replace("%", "%25", StringComparison.Ordinal), "%$1").Replace('_', ' '));
        }

        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static IEnumerable<string> Words(string value, bool quoted)
    {
        string text = quoted ? Quote(value) : Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        if (text.Length <= MaximumWord)
        {
            return [$"=?UTF-8?{(quoted ? 'Q' : 'B')}?{text}?="];
        }

        int half = value.Length / 2;
        half += char.IsLowSurrogate(value[half]) ? 1 : 0;
        return [.. Words(value[..half], quoted), .. Words(value[half..], quoted)];
    }

    private static string Quote(string value)
    {
        var text = new StringBuilder();
        foreach (byte one in Encoding.UTF8.GetBytes(value))
        {
            _ = one switch
            {
                (byte)' ' => text.Append('_'),
                < 0x20 or >= 0x7F or (byte)'=' or (byte)'_' or (byte)'?' => text.Append(CultureInfo.InvariantCulture, $"={one:X2}"),
                _ => text.Append((char)one),
            };
        }

        return text.ToString();
    }

    [GeneratedRegex(@"=\?UTF-8\?(?<kind>[QB])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>Space between two words is not part of the text.</summary>
    [GeneratedRegex(@"\?= +=\?")]
    private static partial Regex Gap();

    [GeneratedRegex("=([0-9A-Fa-f]{2})")]
    private static partial Regex Escape();
}
