using System.CommandLine;
using System.Text.Json;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Aborts the incomplete uploads of a bucket that are old enough.</summary>
internal sealed class CleanupCommand : BucketCommand
{
    private readonly DaysArgument _olderThan = new(
        "--older-than-days", least: 0, "Only uploads that were begun at least so many days ago; take more than the longest upload needs.")
    {
        Required = true,
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Aborts nothing, and tells what would be aborted." };

    public CleanupCommand()
        : base(
            "cleanup",
            "Aborts uploads that were begun long ago and neither completed nor aborted: a JSON array of what has become of each on " +
            "standard output. Ends with 1 when one of them could not be aborted.",
            "Interrupted: not all uploads were looked at.")
    {
        Add(_olderThan);
        Add(_dryRun);
    }

    protected override Task<int> RunAsync(
        IncompleteUploads uploads,
        IncompleteUploadQuery query,
        ParseResult arguments,
        IScreen screen,
        CancellationToken cancellationToken) => TellAsync(
        uploads.AbortAsync(query with { OlderThan = _olderThan.Read(arguments) }, arguments.GetValue(_dryRun), cancellationToken),
        query.BucketName,
        screen,
        cancellationToken);

    /// <summary>What has been aborted is told also where the rest could not be.</summary>
    private static async Task<int> TellAsync(
        IAsyncEnumerable<AbortResult> results, string bucket, IScreen screen, CancellationToken cancellationToken)
    {
        List<AbortLine> lines = [];
        bool ended = false;
        try
        {
            await foreach (AbortResult result in results)
            {
                var line = AbortLine.Of(result);
                lines.Add(line);
                if (line.Error is not null)
                {
                    screen.Complain($"The upload {line.UploadId} of {line.Key} could not be aborted: {line.Error}");
                }
            }

            ended = true;
        }
        finally
        {
            if (!ended && lines.Count > 0)
            {
                await WriteAsync(lines, screen, cancellationToken);
            }
        }

        string counts = string.Join(", ", lines.GroupBy(line => line.Outcome).Select(group => $"{group.Count()} {Words(group.Key)}"));
        screen.Say($"Old incomplete uploads in {bucket}: {(lines.Count == 0 ? "none" : counts)}.");
        int written = await WriteAsync(lines, screen, cancellationToken);
        return lines.Exists(line => line.Error is not null) ? ExitCode.Failed : written;
    }

    private static Task<int> WriteAsync(List<AbortLine> lines, IScreen screen, CancellationToken cancellationToken) => CommandRun.TellAsync(
        JsonSerializer.Serialize(lines, IncompleteJson.Default.IReadOnlyListAbortLine),
        screen,
        "What has become of the uploads",
        cancellationToken);

    private static string Words(AbortOutcome outcome) => outcome switch
    {
        AbortOutcome.Aborted => "aborted",
        AbortOutcome.WouldBeAborted => "would be aborted",
        AbortOutcome.AlreadyGone => "already gone",
        AbortOutcome.OutOfReach => "out of reach",
        _ => "failed",
    };
}
