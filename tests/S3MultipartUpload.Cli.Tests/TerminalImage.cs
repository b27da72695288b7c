using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>What a terminal shows in the end, and what has scrolled out of it: lines that are too long are broken, as there.</summary>
public sealed partial class TerminalImage
{
    private const string Filler = ""; // Right of a character that takes two cells.
    private readonly int _columns;
    private readonly List<string[]> _rows = [];
    private int _row;
    private int _column;

    private TerminalImage(int columns) => _columns = columns;

    /// <returns>The rows, without the blanks at their ends.</returns>
    public static IReadOnlyList<string> RowsOf(string output, int columns)
    {
        var image = new TerminalImage(columns);
        foreach (Match match in Piece().Matches(output))
        {
            image.Write(match);
        }

        return [.. image._rows.Select(row => string.Concat(row).TrimEnd())];
    }

    private void Write(Match piece)
    {
        int number = int.TryParse(piece.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out int given) ? given : 1;
        switch (piece.Groups["action"].Value)
        {
            case "A":
                _row = Math.Max(0, _row - number);
                break;
            case "J":
                Array.Fill(RowAt(_row), " ", _column, Math.Max(0, _columns - _column));
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                break;
            case "":
                Put(piece.Value);
                break;
            case "h" or "l" or "m" or "=" or ">": // Modes and colours.
                break;
            default:
                throw new NotSupportedException($"This terminal does not know '{piece.Value[1..]}'.");
        }
    }

    private void Put(string character)
    {
        switch (character)
        {
            case "\r":
                _column = 0;
                return;
            case "\n":
                RowAt(++_row);
                return;
        }

        int cells = CellsOf(character.EnumerateRunes().First());
        if (_column + cells > _columns)
        {
            RowAt(++_row);
            _column = 0;
        }

        if (cells == 0)
        {
            RowAt(_row)[Math.Max(0, _column - 1)] += character;
            return;
        }

        RowAt(_row)[_column] = character;
        if (cells == 2)
        {
            RowAt(_row)[_column + 1] = Filler;
        }

        _column += cells;
    }

    private string[] RowAt(int row)
    {
        while (_rows.Count <= row)
        {
            _rows.Add([.. Enumerable.Repeat(" ", _columns)]);
        }

        return _rows[row];
    }

    private static int CellsOf(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark ? 0 : rune.Value > 0xFFFF ? 2 : 1;

    [GeneratedRegex(@"\e\[[?]?(?<number>[\d;]*)(?<action>[A-Za-z])|\e(?<action>[=>])|[\uD800-\uDBFF][\uDC00-\uDFFF]|[\s\S]")]
    private static partial Regex Piece();
}
