using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Stores a file, a folder, or what comes on standard input.</summary>
internal sealed class UploadCommand : RootCommand
{
    public UploadCommand()
        : base("Stores a file or a folder in Amazon S3, or in a store that speaks S3, in parts that go up in parallel.\n\n" +
            "Standard output carries the manifest of what was stored, as JSON; progress and messages go to standard error. " +
            "Ends with 0 when the object is stored, 1 when the upload failed, 2 when the arguments or the input were refused " +
            "before any request, and 130 on Ctrl+C, after a clean abort, or with the parts kept where --checkpoint-dir is given. " +
            "Credentials and region come from where the AWS SDK looks for them: environment, profile, role.")
    {
        Directives.Clear();
        Add(new SuggestDirective());
        HelpOption help = Options.OfType<HelpOption>().Single();
        help.Action = help.Action is HelpAction plain ? new HelpWithExamples(plain) : help.Action;
        _ = new FileUpload(this, mustResume: false);
        Add(new ResumeCommand());
        Add(new AbortCommand());
        Add(new CopyCommand());
        Add(new VerifyCommand());
        Add(new ListCommand());
        Add(new CleanupCommand());
        Add(new LifecycleCommand());
        Add(new DemoCommand());
    }
}
