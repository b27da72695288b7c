using System.CommandLine;

namespace S3MultipartUpload.Fleet.Cli;

/// <summary>The commands, all over one database.</summary>
internal sealed class FleetCommandLine : RootCommand
{
    public FleetCommandLine()
        : base("Uploads by many machines: submit them, watch them, and run the nodes that do the work.")
    {
        Subcommands.Add(new NodeCommand());
        Subcommands.Add(new SubmitCommand());
        Subcommands.Add(new StatusCommand());
        Subcommands.Add(new ListCommand());
        Subcommands.Add(new WatchCommand());
        Subcommands.Add(new ObjectsCommand());
        Subcommands.Add(new ChangeCommand(
            "pause", "Lets no new work of an upload begin.", (fleet, id, cancel) => fleet.PauseAsync(id, cancel)));
        Subcommands.Add(new ChangeCommand(
            "resume", "Goes on with an upload that is paused.", (fleet, id, cancel) => fleet.ResumeAsync(id, cancel)));
        Subcommands.Add(new ChangeCommand(
            "cancel", "Ends an upload; what is incomplete is thrown away.", (fleet, id, cancel) => fleet.CancelAsync(id, cancel)));
        Subcommands.Add(new ChangeCommand(
            "retry", "Begins again with what was given up.", (fleet, id, cancel) => fleet.RetryAsync(id, cancel)));
    }
}
