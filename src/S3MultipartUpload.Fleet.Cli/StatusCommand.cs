namespace S3MultipartUpload.Fleet.Cli;

/// <summary>Says how far an upload is.</summary>
internal sealed class StatusCommand() : IdCommand("status", "Says, as JSON, how far an upload is.")
{
    protected override async Task<int> ExecuteAsync(IUploadFleet fleet, string id, CancellationToken cancellationToken)
    {
        FleetStatus status = await fleet.GetAsync(id, cancellationToken) ?? throw new FleetException($"There is no upload '{id}'.");
        Console.WriteLine(StatusText.Json(status));
        return StatusText.ExitCodeOf(status);
    }
}
