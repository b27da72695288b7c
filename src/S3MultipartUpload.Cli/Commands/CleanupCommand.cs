using System.CommandLine;
using System.Text.Json;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Aborts the unfinished uploads of a bucket that are old enough.</summary>
internal sealed class CleanupCommand : Command
{
    private readonly DaysArgument _olderThan = new(
        "--older-than-days", least: 0, "Only uploads that were begun at least so many days ago; take more than the longest upload needs.")
    {
        Required = true,
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Aborts nothing, and tells what would be aborted." };
    private readonly BucketArgument _bucket = new();
    private readonly PrefixArgument _prefix = new();
    private readonly StoreArguments _store = new();
    private readonly QuietArgument _quiet = new();

    public CleanupCommand()
        : base("cleanup", "Aborts uploads that were begun long ago and neither completed nor aborted: a JSON array of what has become of " +
            "each on standard output. Ends with 1 when one of them could not be aborted.")
    {
        Add(_olderThan);
        Add(_dryRun);
        Add(_bucket);
        Add(_prefix);
        _store.AddTo(this, canCreateBucket: false);
        Add(_quiet);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _quiet.OpenScreen(arguments);
        return CommandRun.ExecuteAsync(screen, "Interrupted: not all uploads were looked at.", async cancellationToken =>
        {
            var query = new IncompleteUploadQuery
            {
                BucketName = arguments.GetRequiredValue(_bucket),
                Prefix = arguments.GetValue(_prefix),
                OlderThan = arguments.GetValue(_olderThan) is { } days ? TimeSpan.FromDays(days) : null,
            };
            await using StoreConnection store = await StoreConnection.OpenAsync(_store.Read(arguments), cancellationToken);
            IAsyncEnumerable<AbortResult> results = new IncompleteUploads(store.Client)
                .AbortAsync(query, arguments.GetValue(_dryRun), cancellationToken);
            return await TellAsync(results, query.BucketName, screen);
        });
    }

    /// <summary>What has been aborted is told also where the rest could not be.</summary>
    private static async Task<int> TellAsync(IAsyncEnumerable<AbortResult> results, string bucket, IScreen screen)
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
                await WriteAsync(lines, screen);
            }
        }

        string counts = string.Join(", ", lines.GroupBy(line => line.Outcome).Select(group => $"{group.Count()} {Words(group.Key)}"));
        screen.Say($"Old unfinished uploads in {bucket}: {(lines.Count == 0 ? "none" : counts)}.");
        int written = await WriteAsync(lines, screen);
        return lines.Exists(line => line.Outcome == AbortOutcome.Failed) ? ExitCode.Failed : written;
    }

    private static Task<int> WriteAsync(List<AbortLine> lines, IScreen screen) => CommandRun.TellAsync(
        JsonSerializer.Serialize(lines, UnfinishedJson.Default.IReadOnlyListAbortLine), screen, "What has become of the uploads");

    private static string Words(AbortOutcome outcome) => outcome switch
    {
        AbortOutcome.Aborted => "aborted",
        AbortOutcome.WouldBeAborted => "would be aborted",
        AbortOutcome.AlreadyGone => "already gone",
        _ => "failed",
    };
}
