using System.CommandLine;

namespace S3MultipartUpload.Fleet.Cli;

/// <summary>A command that is about one upload.</summary>
internal abstract class IdCommand : FleetCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The id under which the upload was submitted." };

    protected IdCommand(string name, string description)
        : base(name, description) => Arguments.Add(_id);

    protected abstract Task<int> ExecuteAsync(IUploadFleet fleet, string id, CancellationToken cancellationToken);

    protected override Task<int> ExecuteAsync(ParseResult arguments, string connection, CancellationToken cancellationToken) =>
        WithFleetAsync(connection, fleet => ExecuteAsync(fleet, arguments.GetRequiredValue(_id), cancellationToken));
}

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
