using System.CommandLine;

namespace S3MultipartUpload.Fleet.Cli;

/// <summary>Lists all uploads.</summary>
internal sealed class ListCommand() : FleetCommand("list", "Lists all uploads, the newest first, a line of JSON each.")
{
    protected override Task<int> ExecuteAsync(ParseResult arguments, string connection, CancellationToken cancellationToken) =>
        WithFleetAsync(connection, async fleet =>
        {
            await foreach (FleetStatus status in fleet.ListAsync(cancellationToken))
            {
                Console.WriteLine(StatusText.Json(status));
            }

            return 0;
        });
}
