using S3MultipartUpload.Benchmarks.Scenarios;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Reports;

/// <summary>What a scenario came to.</summary>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<Summary> Summaries)
{
    public const double MiB = 1 << 20;

    /// <summary>The bytes of all objects, in GiB.</summary>
    public double Gibibytes => Scenario.Count * Scenario.Size / (1024 * MiB);

    public Summary? Of(IContender contender) => Summaries.SingleOrDefault(summary => summary.Contender == contender.Name);
}
