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
