using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>An upload in one line, whatever the width of the terminal and the length of the name: the name is cut, and what is of less
/// use is left out.</summary>
/// <param name="name">What is uploaded.</param>
/// <param name="isLengthKnown">Whether there is a percentage to show.</param>
internal sealed class UploadLine(string name, bool isLengthKnown) : ProgressColumn
{
    private const int BarWidth = 30;
    private const int LeastForRate = 40;
    private const int LeastForBar = 72;

    public override int? GetColumnWidth(RenderOptions options) => WidthOf(options);

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        int width = WidthOf(options);
        UploadProgress progress = ProgressBarTask.Of(task);
        string amount = isLengthKnown ? $" {(int)task.Percentage,3}%" : $" {Amount.Bytes(progress.BytesTransferred)}";
        string rate = width < LeastForRate || task.IsFinished ? ""
            : $" {Amount.Bytes(progress.BytesPerSecond ?? 0)}/s{TimeLeft(progress)}";
        bool hasBar = isLengthKnown && width >= LeastForBar;
        int full = hasBar ? (int)(BarWidth * task.Percentage / 100) : 0;
        return new Paragraph { Overflow = Overflow.Crop }
            .Append(Cut(width - amount.Length - rate.Length - (hasBar ? BarWidth + 1 : 0)))
            .Append((hasBar ? " " : "") + new string('━', full), Color.Green)
            .Append(new string('━', hasBar ? BarWidth - full : 0), Color.Grey)
            .Append(amount)
            .Append(rate, Color.Blue);
    }

    /// <summary>What is written into the last column of a terminal may begin a new line.</summary>
    private static int WidthOf(RenderOptions options) => Math.Max(1, options.ConsoleSize.Width - 1);

    private string TimeLeft(UploadProgress progress) =>
        !isLengthKnown ? "" : $" {progress.TimeLeft?.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture) ?? "--:--:--"}";

    private string Cut(int width)
    {
        if (name.GetCellWidth() <= width)
        {
            return name;
        }

        var cut = new StringBuilder();
        int cells = 1;
        foreach (Rune rune in name.EnumerateRunes())
        {
            string character = rune.ToString();
            cells += character.GetCellWidth();
            if (cells > width)
            {
                break;
            }

            cut.Append(character);
        }

        return cut.Append('…').ToString();
    }
}
