using System.CommandLine;
using S3MultipartUpload.Benchmarks.Processes;
using S3MultipartUpload.Benchmarks.Reports;
using S3MultipartUpload.Benchmarks.Runs;
using S3MultipartUpload.Benchmarks.Scenarios;
using S3MultipartUpload.Benchmarks.Uploads;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>Compares the uploaders in one run: prints the tables, and writes them as a page with a picture.</summary>
/// <remarks>
/// A program of its own instead of BenchmarkDotNet: what is measured is a whole upload of gigabytes, and its peak memory and CPU
/// time are those of a process. Only an uploader alone in its process can be given them, without the store that answers it, the
/// other uploaders and what they left behind. The uploaders take turns, so that a machine that is busy for a while is busy for all
/// of them; even so the ratios of one run say more than its seconds.
/// </remarks>
internal sealed class ReportCommand : RootCommand
{
    private readonly Option<int> _runs = new("--runs")
    {
        Description = "How often each uploader is measured.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<string[]> _scenarios = new("--scenario")
    {
        Description = "What is compared; all where none is named.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<DirectoryInfo?> _output = new("--output")
    {
        Description = "The folder that gets the page of all scenarios, benchmark.md, and its picture. Without it, standard output gets it.",
    };

    public ReportCommand()
        : base("Compares S3MultipartUpload with the AWS SDK's TransferUtility, side by side in one run.")
    {
        _runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--runs: at least 1.");
            }
        });
        _scenarios.AcceptOnlyFromAmong([.. ScenarioList.All.Select(scenario => scenario.Name)]);
        Add(_runs);
        Add(_scenarios);
        Add(_output);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string[] names = arguments.GetValue(_scenarios) ?? [];
        DirectoryInfo? folder = arguments.GetValue(_output);
        if (folder is not null && names.Length > 0)
        {
            await Console.Error.WriteLineAsync("--output: the page is that of all scenarios, so --scenario cannot go with it.");
            return 1;
        }

        folder?.Create();
        int runs = arguments.GetValue(_runs);
        Scenario[] scenarios = [.. ScenarioList.All.Where(scenario => names.Length == 0 || names.Contains(scenario.Name))];
        using NativeCommandLine? program = scenarios.Any(scenario => scenario.Contenders.Any(one => one is CommandLineContender))
            ? await NativeCommandLine.PublishAsync(cancellationToken)
            : null;
        var run = new ScenarioRun(runs, program?.Path, Console.Error);
        var results = new List<ScenarioResult>();
        foreach (Scenario scenario in scenarios)
        {
            results.Add(new ScenarioResult(scenario, await run.ExecuteAsync(scenario, cancellationToken)));
        }

        string page = new MarkdownReport(results, runs).ToString();
        if (folder is null)
        {
            Console.Write(page);
            return 0;
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "benchmark.md"), page, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "benchmark.svg"), CpuPicture.Of(results).ToString(), cancellationToken);
        return 0;
    }
}
