using System.CommandLine;
using S3MultipartUpload.Benchmarks.Comparisons;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>Compares the uploaders in one run and prints a table.</summary>
/// <remarks>
/// A program of its own instead of BenchmarkDotNet: what is measured is a whole upload of gigabytes, and its peak memory and CPU
/// time are those of a process. Only an uploader alone in its process can be given them, without the store that answers it, the
/// other uploaders and what they left behind. The uploaders take turns, so that a machine that is busy for a while is busy for all
/// of them; even so the ratios of one run say more than its seconds.
/// </remarks>
internal sealed class CompareCommand : RootCommand
{
    private readonly Option<long> _size = new("--size")
    {
        Description = "The size of the object: bytes, or a whole number with KiB, MiB or GiB.",
        CustomParser = ByteSize.Parse,
        DefaultValueFactory = _ => 1L << 30,
    };

    private readonly Option<int> _runs = new("--runs")
    {
        Description = "How often each uploader is measured.",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<long> _partSize = new("--part-size")
    {
        Description = "The part size of our uploader and of the tuned TransferUtility. TransferUtility by default has its own, 8 MiB.",
        CustomParser = ByteSize.Parse,
        DefaultValueFactory = _ => PartSizer.DefaultPartSize,
    };

    private readonly Option<SourceKind> _source = new("--source")
    {
        Description = "Where the bytes come from.",
        DefaultValueFactory = _ => SourceKind.File,
    };

    private readonly Option<string> _scheme =
        new("--scheme") { Description = "How the store is reached.", DefaultValueFactory = _ => "http" };

    private readonly Option<int> _latency = new("--latency") { Description = "Of the store, in milliseconds." };

    private readonly Option<long?> _rate = new("--rate")
    {
        Description = "What one connection carries, per second.",
        CustomParser = result => ByteSize.Parse(result),
    };

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Who takes part; all where nobody is named.",
        AllowMultipleArgumentsPerToken = true,
    };

    public CompareCommand()
        : base("Compares S3MultipartUpload with the AWS SDK's TransferUtility, side by side in one run.")
    {
        _runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--runs: at least 1.");
            }
        });
        _only.AcceptOnlyFromAmong([.. Contenders.All.Select(contender => contender.Name)]);
        _scheme.AcceptOnlyFromAmong("http", "https");
        Add(_size);
        Add(_runs);
        Add(_partSize);
        Add(_source);
        Add(_scheme);
        Add(_latency);
        Add(_rate);
        Add(_only);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = new ComparisonSettings(
            arguments.GetValue(_size),
            arguments.GetValue(_runs),
            arguments.GetValue(_partSize),
            arguments.GetValue(_source),
            arguments.GetValue(_scheme) == "https",
            new SinkLine(TimeSpan.FromMilliseconds(arguments.GetValue(_latency)), arguments.GetValue(_rate)),
            Contenders.Of(arguments.GetValue(_only) ?? []));
        if (settings.Source == SourceKind.Memory && settings.Size > Array.MaxLength)
        {
            await Console.Error.WriteLineAsync($"--size: one block of memory holds no more than {Array.MaxLength:N0} bytes.");
            return 1;
        }

        await new Comparison(settings, Console.Out).RunAsync(cancellationToken);
        return 0;
    }
}
