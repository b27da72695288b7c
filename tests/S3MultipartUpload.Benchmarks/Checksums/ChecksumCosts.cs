using S3MultipartUpload.Benchmarks.Reports;
using S3MultipartUpload.Benchmarks.Uploads;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Benchmarks.Checksums;

/// <summary>Measures the checksums in turns, all on one block that stays in the processor's cache, as the bytes just read do.</summary>
internal static class ChecksumCosts
{
    // As much as the uploader reads at a time.
    private const int BlockSize = 256 * 1024;

    public static IReadOnlyList<Summary> Measure(long size, int runs)
    {
        byte[] block = new byte[BlockSize];
        new Random(1).NextBytes(block);
        var costs = Enum.GetValues<PartChecksumAlgorithm>()
            .Where(algorithm => algorithm != PartChecksumAlgorithm.None)
            .ToDictionary(algorithm => algorithm, _ => new List<Measurement>());
        for (int run = 0; run <= runs; run++)
        {
            foreach ((PartChecksumAlgorithm algorithm, List<Measurement> measurements) in costs)
            {
                Measurement cost = Measure(algorithm, block, size);
                if (run > 0) // The first turn is the compiler's.
                {
                    measurements.Add(cost);
                }
            }
        }

        return [.. costs.Select(cost => new Summary(cost.Key.ToString(), cost.Value))];
    }

    private static Measurement Measure(PartChecksumAlgorithm algorithm, byte[] block, long size)
    {
        using var digest = new PartDigest(algorithm);
        var meter = new ProcessMeter();
        for (long left = size; left > 0; left -= BlockSize)
        {
            digest.Append(block.AsSpan(0, (int)Math.Min(left, BlockSize)));
        }

        digest.ToBytes();
        return meter.Stop();
    }
}
