using System.CommandLine;
using System.Text.Json;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Sees to it that the store itself aborts unfinished uploads.</summary>
internal sealed class LifecycleCommand : Command
{
    private readonly DaysArgument _days = new("--days", least: 1, "After how many days an unfinished upload is aborted.")
    {
        Required = true,
    };

    private readonly BucketArgument _bucket = new();
    private readonly PrefixArgument _prefix = new();
    private readonly StoreArguments _store = new();
    private readonly QuietArgument _quiet = new();

    public LifecycleCommand()
        : base("lifecycle", "Has the store abort unfinished uploads by a lifecycle rule of the bucket, beside the rules that are there: " +
            "the rule in force on standard output, as JSON.")
    {
        Add(_days);
        Add(_bucket);
        Add(_prefix);
        _store.AddTo(this, canCreateBucket: false);
        Add(_quiet);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _quiet.OpenScreen(arguments);
        return CommandRun.ExecuteAsync(screen, "Interrupted: whether the rule was written is not known.", async cancellationToken =>
        {
            string bucket = arguments.GetRequiredValue(_bucket);
            await using StoreConnection store = await StoreConnection.OpenAsync(_store.Read(arguments), cancellationToken);
            var uploads = new IncompleteUploads(store.Client);
            AbortRule rule = await EnsureAsync(
                uploads, bucket, arguments.GetValue(_days) ?? 0, arguments.GetValue(_prefix), cancellationToken);
            string where = rule.Prefix.Length > 0 ? $"{bucket} under {rule.Prefix}" : bucket;
            string since = rule.WasWritten ? "from now on" : "as before";
            screen.Say($"Unfinished uploads in {where} are aborted after {rule.DaysAfterInitiation} days, {since}.");
            return await CommandRun.TellAsync(
                JsonSerializer.Serialize(rule, UnfinishedJson.Default.AbortRule), screen, "The rule is in force, but it");
        });
    }

    private static async Task<AbortRule> EnsureAsync(
        IncompleteUploads uploads, string bucket, int days, string? prefix, CancellationToken cancellationToken)
    {
        try
        {
            return await uploads.EnsureAbortRuleAsync(bucket, days, prefix, cancellationToken: cancellationToken);
        }
        catch (ArgumentException refusal)
        {
            throw new RefusedInputException($"--prefix: {FailureText.Of(refusal)}", refusal);
        }
        catch (LifecycleNotSupportedException unsupported)
        {
            const string method = $"{nameof(IIncompleteUploads)}.{nameof(IIncompleteUploads.AbortAsync)}";
            throw new NotSupportedException(
                unsupported.Message.Replace(method, "the command cleanup", StringComparison.Ordinal), unsupported);
        }
    }
}
