using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Reports;

/// <summary>The picture of a run: what a GiB of a file costs each uploader.</summary>
internal static class CpuPicture
{
    public static BarPicture Of(IReadOnlyList<ScenarioResult> results) => new(
        "CPU seconds per GiB",
        [
        .. from result in results
           where result.Scenario.Name is "file-https" or "file-http"
           select new BarGroup(result.Scenario.Description, BarsOf(result)),
        ]);

    private static IReadOnlyList<Bar> BarsOf(ScenarioResult result) =>
        [
        .. from summary in result.Summaries
           where summary.Contender != Contenders.OurTen.Name
           let cost = summary.Median(cost => cost.CpuSeconds / result.Gibibytes)
           select new Bar(summary.Contender, cost ?? 0, Contenders.IsOurs(summary.Contender)),
        ];
}
