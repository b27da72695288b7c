using System.Globalization;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>Keys, paths and answers of a store are not ours: nothing in them may steer the terminal or forge a line.</summary>
internal static class OneLine
{
    public static string Of(string text) => string.Concat(text.Trim().Select(character => char.GetUnicodeCategory(character) switch
    {
        _ when character is '\n' or '\r' or '\t' => ' ',
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => '?',
        _ => character,
    }));
}
