using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.Comparisons;

/// <summary>All measurements of one uploader.</summary>
internal sealed record Summary(string Contender, IReadOnlyList<Measurement> Measurements)
{
    public double Median(Func<Measurement, double> figure)
    {
        double[] sorted = [.. Measurements.Select(figure).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
