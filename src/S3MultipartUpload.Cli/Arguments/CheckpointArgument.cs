using System.CommandLine;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Where checkpoints are kept: --checkpoint-dir.</summary>
internal sealed class CheckpointArgument : Option<string?>
{
    public CheckpointArgument()
        : base("--checkpoint-dir")
    {
        Description = "Keeps the state of the upload in this folder, so that the same command goes on where it was interrupted.";
        HelpName = "DIR";
        Validators.Add(result =>
        {
            string? path = result.GetValueOrDefault<string?>();
            if (string.IsNullOrWhiteSpace(path))
            {
                result.AddError("--checkpoint-dir: the path is empty.");
            }
            else if (File.Exists(path))
            {
                result.AddError($"--checkpoint-dir: '{path}' is a file, not a folder.");
            }
        });
    }

    /// <returns>The folder's checkpoints; null where none are kept.</returns>
    public ICheckpointStore? Open(ParseResult arguments) =>
        arguments.GetValue(this) is { } directory ? new FileCheckpointStore(directory) : null;
}
