using System.CommandLine;
using S3MultipartUpload.Benchmarks.Fleets;

namespace S3MultipartUpload.Benchmarks.CommandLine;

/// <summary>Measures a fleet beside plain uploads, with nodes as processes and a PostgreSQL database.</summary>
internal sealed class FleetCommand : Command
{
    private readonly Option<string> _connection = new("--connection")
    {
        Description = "The connection string of an empty database; tests/servers/postgres-up prints one.",
        Required = true,
    };

    private readonly Option<int> _percent = new("--percent")
    {
        Description = "The size of the work, of the whole.",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Which of scaling, large, small, jobs, loss and submit; default: all.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["scaling", "large", "small", "jobs", "loss", "submit"],
    };

    public FleetCommand()
        : base("fleet", "Measures what a fleet adds to uploads, and what more nodes give.")
    {
        Add(_connection);
        Add(_percent);
        Add(_only);
        SetAction((arguments, _) => RunAsync(arguments.GetValue(_connection)!, arguments.GetValue(_percent), arguments.GetValue(_only)!));
    }

    private static async Task RunAsync(string connection, int percent, string[] only)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-figures-");
        try
        {
            var bench = new FleetBench(connection, folder.FullName);
            var figures = new FleetFigures(bench);
            Console.WriteLine("| what | how long | |\n|---|---|---|");
            foreach (string what in only)
            {
                await (what switch
                {
                    "scaling" => figures.ScalingAsync(4608L * percent / 100 << 20),
                    "large" => figures.LargeAsync(2048L * percent / 100 << 20),
                    "small" => figures.SmallAsync(20_000 / 100 * percent),
                    "jobs" => figures.JobsAsync(2_000 / 100 * percent),
                    "loss" => new FleetLoss(bench).TakeOverAsync(times: 5),
                    "submit" => figures.SubmitAsync(1_000_000 / 100 * percent),
                    _ => throw new ArgumentException($"There is no figure '{what}'."),
                });
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
