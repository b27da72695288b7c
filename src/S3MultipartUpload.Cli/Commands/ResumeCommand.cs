using System.CommandLine;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Goes on with an upload that was interrupted.</summary>
internal sealed class ResumeCommand : Command
{
    public ResumeCommand()
        : base("resume", "Goes on with an upload that was interrupted, from the parts that are stored already. " +
            "Ends with 1 when there is no checkpoint that can be used.") =>
        _ = new FileUpload(this, mustResume: true);
}
