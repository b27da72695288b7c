using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Reports;

/// <summary>All measurements of one uploader, in the order of the runs.</summary>
internal sealed record Summary(string Contender, IReadOnlyList<Measurement> Measurements)
{
    public double? Median(Func<Measurement, double?> figure) => Median(Measurements.Select(figure));

    /// <summary>The median of the ratios of each run to another uploader's: what the machine does meanwhile meets both.</summary>
    public double? MedianRatio(Summary other, Func<Measurement, double?> figure) =>
        Median(Measurements.Zip(other.Measurements, (ours, theirs) => figure(ours) / figure(theirs)));

    private static double? Median(IEnumerable<double?> figures)
    {
        double?[] sorted = [.. figures.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
