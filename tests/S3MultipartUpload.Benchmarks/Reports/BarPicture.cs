using System.Globalization;
using System.Text;

namespace S3MultipartUpload.Benchmarks.Reports;

/// <summary>Bars side by side, as SVG; readable on light and dark pages.</summary>
internal sealed class BarPicture(string title, IReadOnlyList<BarGroup> groups)
{
    private const int Width = 760;
    private const int LabelWidth = 230;
    private const int RowHeight = 24;
    private const int GroupGap = 34;
    private const int Top = 40;

    public override string ToString()
    {
        int height = Top + groups.Sum(group => GroupGap + (group.Bars.Count * RowHeight)) + 10;
        double most = groups.Max(group => group.Bars.Max(bar => bar.Value));
        StringBuilder svg = new StringBuilder()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" " +
                $"font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"{title}\">")
            .AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>")
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"<text x=\"12\" y=\"24\" font-size=\"15\" font-weight=\"bold\" fill=\"#1f2328\">{title}</text>");
        int y = Top;
        foreach (BarGroup group in groups)
        {
            svg.AppendLine(
                CultureInfo.InvariantCulture, $"<text x=\"12\" y=\"{y + 22}\" font-weight=\"bold\" fill=\"#57606a\">{group.Title}</text>");
            y += GroupGap;
            foreach (Bar bar in group.Bars)
            {
                double length = bar.Value / most * (Width - LabelWidth - 80);
                svg.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{LabelWidth - 8}\" y=\"{y + 15}\" text-anchor=\"end\" fill=\"#1f2328\">{bar.Label}</text>" +
                    $"<rect x=\"{LabelWidth}\" y=\"{y + 2}\" width=\"{length:0.0}\" height=\"{RowHeight - 6}\" rx=\"3\" " +
                    $"fill=\"{(bar.IsOurs ? "#1a7f37" : "#8c959f")}\"/>" +
                    $"<text x=\"{LabelWidth + length + 6:0.0}\" y=\"{y + 15}\" fill=\"#1f2328\">{bar.Value:0.00}</text>");
                y += RowHeight;
            }
        }

        return svg.AppendLine("</svg>").ToString().ReplaceLineEndings("\n");
    }
}
