using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Comparisons;

/// <summary>Medians side by side, and ours in proportion to the others.</summary>
internal sealed class ResultTable(ComparisonSettings settings, IReadOnlyList<Summary> summaries)
{
    private const double MiB = 1024 * 1024;
    private const int FirstWidth = 26;
    private const int Gap = 3;
    private const int RatioWidth = 7;

    public override string ToString()
    {
        double gibibytes = settings.Size / (1024 * MiB);
        StringBuilder text = new StringBuilder()
            .AppendLine(
                $"{ByteSize.Format(settings.Size)} from {Source} over {(settings.IsHttps ? "https" : "http")}, parts of " +
                $"{ByteSize.Format(settings.PartSize)}; medians of {settings.Runs}; ratio = ours / theirs.")
            .AppendLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, " +
                $"{Environment.ProcessorCount} processors.")
            .AppendLine();
        AppendRow(text, "", summaries[0].Contender, other => (other.Contender, "ratio"));
        AppendFigure(text, "CPU s", "0.00", cost => cost.CpuSeconds);
        AppendFigure(text, "CPU s per GiB", "0.00", cost => cost.CpuSeconds / gibibytes);
        AppendFigure(text, "Wall s", "0.00", cost => cost.WallSeconds);
        AppendFigure(text, "Peak working set MiB", "0", cost => cost.PeakWorkingSet / MiB);
        AppendFigure(text, "  above the start MiB", "0", cost => cost.PeakGrowth / MiB);
        AppendFigure(text, "Allocated MiB", "0.0", cost => cost.AllocatedBytes / MiB);
        AppendFigure(text, "Collections", "0", cost => cost.Gen0Collections);
        AppendFigure(text, "  full ones", "0", cost => cost.Gen2Collections);
        return text.ToString();
    }

    private string Source => settings.Source switch
    {
        SourceKind.File => "a file",
        SourceKind.Stream => "a stream",
        _ => "memory",
    };

    private void AppendFigure(StringBuilder text, string name, string format, Func<Measurement, double> figure)
    {
        double ours = summaries[0].Median(figure);
        AppendRow(text, name, ours.ToString(format, CultureInfo.InvariantCulture), other =>
        {
            double theirs = other.Median(figure);
            return (
                theirs.ToString(format, CultureInfo.InvariantCulture),
                theirs == 0 ? "-" : (ours / theirs).ToString("0.00", CultureInfo.InvariantCulture));
        });
    }

    private void AppendRow(StringBuilder text, string name, string ours, Func<Summary, (string Theirs, string Ratio)> cells)
    {
        text.Append(name.PadRight(FirstWidth)).Append(ours.PadLeft(summaries[0].Contender.Length));
        foreach (Summary other in summaries.Skip(1))
        {
            (string theirs, string ratio) = cells(other);
            text.Append(theirs.PadLeft(other.Contender.Length + Gap)).Append(ratio.PadLeft(RatioWidth));
        }

        text.AppendLine();
    }
}
