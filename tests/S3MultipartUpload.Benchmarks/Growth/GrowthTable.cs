using System.Globalization;
using System.Text;

namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>How something grew, as a table.</summary>
internal static class GrowthTable
{
    private const double MiB = 1 << 20;

    public static string Format(GrowthKind kind, GrowthResult result)
    {
        string size = ByteSize.Format(kind == GrowthKind.Parts ? GrowthWork.PartSize : GrowthWork.FileSizeOf(kind));
        string what = $"{GrowthWork.CountOf(kind):N0} " + kind switch
        {
            GrowthKind.Parts => $"parts of {size}, one object",
            GrowthKind.Objects => $"objects of {size} in a row",
            _ => $"uploads of {size} at once, from files",
        };
        StringBuilder text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"## {what}").AppendLine()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"{result.Connections} connections; the process held {result.Idle / MiB:0} MiB before, {result.Peak / MiB:0} MiB at most.")
            .AppendLine()
            .AppendLine("| done | time, s | CPU s | working set, MiB | not collectable, MiB |").AppendLine("|---|---|---|---|---|");
        foreach (GrowthSlice slice in result.Slices)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {slice.Done:N0} | {slice.WallSeconds:0.00} | {slice.CpuSeconds:0.00} | {slice.WorkingSet / MiB:0} | " +
                $"{slice.Held / MiB:0.0} |");
        }

        return text.AppendLine().ToString();
    }
}
