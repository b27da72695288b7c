namespace S3MultipartUpload.Fleet.Cli;

/// <summary>Watches an upload until it has ended.</summary>
internal sealed class WatchCommand() : IdCommand("watch", "Says each second how far an upload is, until it has ended; then as JSON.")
{
    protected override async Task<int> ExecuteAsync(IUploadFleet fleet, string id, CancellationToken cancellationToken)
    {
        FleetStatus? last = null;
        await foreach (FleetStatus status in fleet.WatchAsync(id, cancellationToken: cancellationToken))
        {
            await Console.Error.WriteLineAsync(StatusText.Line(status));
            last = status;
        }

        Console.WriteLine(StatusText.Json(last!));
        return StatusText.ExitCodeOf(last!);
    }
}
