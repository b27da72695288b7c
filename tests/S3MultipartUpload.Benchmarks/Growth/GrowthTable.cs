using System.Globalization;
using System.Text;

namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>How something grew, as a table.</summary>
internal static class GrowthTable
{
    private const double MiB = 1 << 20;

    public static string Format(GrowthKind kind, GrowthResult result)
    {
        string what = kind switch
        {
            GrowthKind.Parts => "10,000 parts of 256 KiB, one object",
            GrowthKind.Objects => "100,000 objects of 4 KiB in a row",
            _ => "1,000 uploads of 50 MiB at once, from files",
        };
        StringBuilder text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"## {what}").AppendLine()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"{result.Connections} connections; the process held {result.Idle / MiB:0} MiB before and {result.Peak / MiB:0} MiB at most.")
            .AppendLine()
            .AppendLine("| done | time, s | CPU s | working set, MiB | not collectable, MiB |").AppendLine("|---|---|---|---|---|");
        foreach (GrowthSlice slice in result.Slices)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {slice.Done:N0} | {slice.WallSeconds:0.00} | {slice.CpuSeconds:0.00} | {slice.WorkingSet / MiB:0} | {slice.Held / MiB:0.0} |");
        }

        return text.AppendLine().ToString();
    }
}
