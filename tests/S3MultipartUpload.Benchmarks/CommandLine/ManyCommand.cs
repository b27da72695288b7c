using System.CommandLine;
using System.Globalization;
using S3MultipartUpload.Benchmarks.Many;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>Measures what many uploads cost beside the uploads themselves: an uploader that does nothing stores them.</summary>
internal sealed class ManyCommand : Command
{
    private readonly Option<int> _count = new("--count")
    {
        Description = "How many objects.",
        DefaultValueFactory = _ => 1_000_000,
    };

    public ManyCommand()
        : base("many", "Measures the time and the memory of many uploads by an uploader that does nothing.")
    {
        _count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--count: at least 1.");
            }
        });
        Add(_count);
        SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(_count), cancellationToken));
    }

    private static async Task RunAsync(int count, CancellationToken cancellationToken)
    {
        await ManyCosts.MeasureAsync(Math.Min(count, 10_000), cancellationToken);
        ManyCosts costs = await ManyCosts.MeasureAsync(count, cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} objects in {costs.Duration.TotalSeconds:N1} s; " +
            $"at most {costs.MostHeld / 1024:N0} KiB held at any time, with a progress for all."));
    }
}
