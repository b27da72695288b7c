using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Amazon.S3;

namespace S3MultipartUpload.Benchmarks.Reports;

/// <summary>The tables of a run, as a page.</summary>
internal sealed class MarkdownReport(IReadOnlyList<ScenarioResult> results, int runs)
{
    private const string Introduction = """
        # Benchmark

        This page and its picture are written by

        ```sh
        dotnet run -c Release --project tests/S3MultipartUpload.Benchmarks -- --output docs
        ```

        ![CPU time per GiB](benchmark.svg)

        Each uploader has a process of its own, and they take turns. The store is one on the same machine that drops what it is sent, so
        that its work does not hide theirs; before, each has stored bytes that were read back and compared. What compiling the code takes
        is counted in, but where objects were stored before; the command line is measured from the start of its process to its end, the
        others from the making of their client on. All but TransferUtility with its defaults have a client made by `ForUploads()`. A ratio
        is the median of those of the single runs, to the last line of its table. The figures of one machine say little about another; the
        ratios say more.

        """;

    public override string ToString()
    {
        string? sdk = FileVersionInfo.GetVersionInfo(typeof(AmazonS3Client).Assembly.Location).FileVersion;
        StringBuilder page = new StringBuilder(Introduction)
            .AppendLine()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, " +
                $"{Environment.ProcessorCount} processors, AWSSDK.S3 {sdk}. Medians of {runs} runs.")
            .AppendLine();
        AppendGoals(page);
        foreach (ScenarioResult result in results)
        {
            AppendTable(page, result);
        }

        return page.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    private void AppendGoals(StringBuilder page)
    {
        page.AppendLine("## What is to hold").AppendLine().AppendLine("| figure | at most | measured |").AppendLine("|---|---|---|");
        foreach (Goal goal in Goal.All)
        {
            if (results.SingleOrDefault(result => result.Scenario.Name == goal.Scenario) is { } result && goal.Figure(result) is { } figure)
            {
                string missed = figure > goal.AtMost ? " (missed)" : "";
                page.AppendLine(CultureInfo.InvariantCulture, $"| {goal.Text} | {goal.AtMost:0.##} | {figure:0.00}{missed} |");
            }
        }

        page.AppendLine();
    }

    private static void AppendTable(StringBuilder page, ScenarioResult result)
    {
        Summary last = result.Summaries[^1];
        bool isMany = result.Scenario.Count > 1;
        string per = isMany ? "" : "/GiB";
        page.AppendLine(CultureInfo.InvariantCulture, $"## {result.Scenario.Description}").AppendLine()
            .AppendLine(
                $"| | time, s | ratio | CPU s{per} | ratio | peak memory, MiB | allocated, MiB{per} | requests | connections |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|");
        double unit = isMany ? 1 : result.Gibibytes;
        foreach (Summary one in result.Summaries)
        {
            page.AppendLine(
                $"| {one.Contender} | {Text(one.Median(cost => cost.WallSeconds))} | " +
                $"{Text(one.MedianRatio(last, cost => cost.WallSeconds))} | {Text(one.Median(cost => cost.CpuSeconds / unit))} | " +
                $"{Text(one.MedianRatio(last, cost => cost.CpuSeconds))} | " +
                $"{Text(one.Median(cost => cost.PeakWorkingSet / ScenarioResult.MiB), "0")} | " +
                $"{Text(one.Median(cost => cost.AllocatedBytes / ScenarioResult.MiB / unit), "0.0")} | " +
                $"{Text(one.Median(cost => cost.Requests), "0")} | {Text(one.Median(cost => cost.Connections), "0")} |");
        }

        page.AppendLine();
    }

    private static string Text(double? figure, string format = "0.00") => figure?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
