using System.CommandLine;
using S3MultipartUpload.Benchmarks.Checksums;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>Measures what each checksum costs, without an upload around it.</summary>
internal sealed class ChecksumsCommand : Command
{
    private readonly Option<long> _size = new("--size")
    {
        Description = "How much each checksum is given in a run: bytes, or a whole number with KiB, MiB or GiB.",
        CustomParser = ByteSize.Parse,
        DefaultValueFactory = _ => 1L << 30,
    };

    private readonly Option<int> _runs = new("--runs")
    {
        Description = "How often each checksum is measured.",
        DefaultValueFactory = _ => 5,
    };

    public ChecksumsCommand()
        : base("checksums", "Measures the CPU time of the parts' checksums.")
    {
        _runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--runs: at least 1.");
            }
        });
        Add(_size);
        Add(_runs);
        SetAction(Run);
    }

    private void Run(ParseResult arguments)
    {
        long size = arguments.GetValue(_size);
        int runs = arguments.GetValue(_runs);
        Console.Write(new ChecksumTable(size, runs, ChecksumCosts.Measure(size, runs)));
    }
}
