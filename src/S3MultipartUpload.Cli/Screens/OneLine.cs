using System.Globalization;
using System.Text;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>Keys, paths and answers of a store are not ours: nothing in them may steer the terminal or forge a line.</summary>
internal static class OneLine
{
    private const int ZeroWidthJoiner = 0x200D; // Of two emoji it makes one.

    public static string Of(string text) => string.Concat(text.Trim().EnumerateRunes().Select(rune => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.Value is '\n' or '\r' or '\t' => " ",
        _ when rune.Value == ZeroWidthJoiner => rune.ToString(),
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => "?",
        _ => rune.ToString(),
    }));
}
