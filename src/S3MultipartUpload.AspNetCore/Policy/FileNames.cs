using System.Globalization;
using System.Text;

namespace S3MultipartUpload.AspNetCore.Policy;

/// <summary>Names of files, as browsers say them, made into pieces of keys.</summary>
internal static class FileNames
{
    /// <summary>A name that is longer is no name.</summary>
    public const int MaxLength = 1_024;

    private const int MaxBytes = 100;
    private const int MaxExtensionBytes = 20;

    /// <summary>
    /// Letters, digits, marks, dots, dashes and underscores of the last piece of a path; everything else is an underscore.
    /// </summary>
    public static string Clean(string name)
    {
        string last = name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        var clean = new StringBuilder();
        foreach (Rune rune in last.EnumerateRunes()) // A lone surrogate comes as the replacement character, which is no letter.
        {
            clean.Append(IsHarmless(rune) ? rune.ToString() : "_");
        }

        string text = clean.ToString().Normalize(NormalizationForm.FormC).Trim('.', '_');
        string extension = Path.GetExtension(text);
        extension = Encoding.UTF8.GetByteCount(extension) <= MaxExtensionBytes ? extension : "";
        string stem = Cut(text[..^extension.Length], MaxBytes - Encoding.UTF8.GetByteCount(extension));
        return stem.Length + extension.Length == 0 ? "file" : stem + extension;
    }

    /// <summary>One piece of a key that stands for a text, and for no other one.</summary>
    public static string Segment(string text) =>
        text.Length <= 64 && text.All(char.IsAsciiLetterOrDigit)
            ? text
            : $"~{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static bool IsHarmless(Rune rune) => rune.Value is '.' or '-' or '_' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string Cut(string text, int maxBytes)
    {
        int bytes = 0, length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}
