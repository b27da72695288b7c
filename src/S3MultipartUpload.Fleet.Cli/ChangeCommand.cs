namespace S3MultipartUpload.Fleet.Cli;

/// <summary>Changes what becomes of an upload.</summary>
internal sealed class ChangeCommand(string name, string description, Func<IUploadFleet, string, CancellationToken, Task> change)
    : IdCommand(name, description)
{
    protected override async Task<int> ExecuteAsync(IUploadFleet fleet, string id, CancellationToken cancellationToken)
    {
        await change(fleet, id, cancellationToken);
        Console.WriteLine(StatusText.Json((await fleet.GetAsync(id, cancellationToken))!));
        return 0;
    }
}
