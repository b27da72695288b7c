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

    public FleetCommand()
        : base("fleet", "Measures what a fleet adds to uploads, and what more nodes give.")
    {
        Add(_connection);
        Add(_percent);
        SetAction((arguments, _) => RunAsync(arguments.GetValue(_connection)!, arguments.GetValue(_percent)));
    }

    private static async Task RunAsync(string connection, int percent)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-figures-");
        try
        {
            var figures = new FleetFigures(connection, folder.FullName);
            Console.WriteLine("| what | how long | |\n|---|---|---|");
            await figures.ScalingAsync(2048L * percent / 100 << 20);
            await figures.LargeAsync(2048L * percent / 100 << 20);
            await figures.SmallAsync(20_000 * percent / 100);
            await figures.SubmitAsync(1_000_000 / 100 * percent);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
