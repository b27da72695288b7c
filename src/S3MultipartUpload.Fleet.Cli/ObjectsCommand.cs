namespace S3MultipartUpload.Fleet.Cli;

/// <summary>Writes the manifest of the whole.</summary>
internal sealed class ObjectsCommand() : IdCommand("objects", "Writes the manifest of each object that is stored, a line of JSON each.")
{
    protected override async Task<int> ExecuteAsync(IUploadFleet fleet, string id, CancellationToken cancellationToken)
    {
        await foreach (FleetObject stored in fleet.GetObjectsAsync(id, cancellationToken))
        {
            Console.WriteLine(stored.Manifest.ToJson().ReplaceLineEndings(""));
        }

        return 0;
    }
}
