using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using S3MultipartUpload.Benchmarks.Reports;

namespace S3MultipartUpload.Benchmarks.Checksums;

/// <summary>Medians, and each in proportion to the first.</summary>
internal sealed class ChecksumTable(long size, int runs, IReadOnlyList<Summary> summaries)
{
    private const double GiB = 1L << 30;

    public override string ToString()
    {
        double first = Seconds(summaries[0]);
        StringBuilder text = new StringBuilder()
            .AppendLine($"{ByteSize.Format(size)} from memory; medians of {runs}; ratio = CPU / that of {summaries[0].Contender}.")
            .AppendLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}.")
            .AppendLine()
            .AppendLine(Row("", "CPU s per GiB", "GiB per CPU s", "ratio"));
        foreach (Summary summary in summaries)
        {
            double seconds = Seconds(summary);
            text.AppendLine(Row(summary.Contender, Number(seconds, "0.000"), Number(1 / seconds, "0.00"), Number(seconds / first, "0.00")));
        }

        return text.ToString();
    }

    private double Seconds(Summary summary) => (summary.Median(cost => cost.CpuSeconds) ?? 0) * GiB / size;

    private static string Row(string name, string seconds, string speed, string ratio) => $"{name,-9} {seconds,15} {speed,15} {ratio,7}";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
