using System.CommandLine;
using System.Text.Json;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Sees to it that the store itself aborts incomplete uploads.</summary>
internal sealed class LifecycleCommand : BucketCommand
{
    private readonly DaysArgument _days = new("--days", least: 1, "After how many days an incomplete upload is aborted.")
    {
        Required = true,
    };

    public LifecycleCommand()
        : base(
            "lifecycle",
            "Has the store abort incomplete uploads by a lifecycle rule of the bucket, beside the rules that are there: the rule in " +
            "force on standard output, as JSON.",
            "Interrupted: whether the rule was written is not known.") => Add(_days);

    protected override async Task<int> RunAsync(
        IncompleteUploads uploads,
        IncompleteUploadQuery query,
        ParseResult arguments,
        IScreen screen,
        CancellationToken cancellationToken)
    {
        string bucket = query.BucketName;
        int days = arguments.GetValue(_days) ?? 0;
        AbortRule rule = await EnsureAsync(uploads, bucket, days, query.Prefix, cancellationToken);
        string where = rule.Prefix.Length > 0 ? $"{bucket} under {rule.Prefix}" : bucket;
        string since = rule.WasWritten ? "from now on" : "as before";
        bool isAnother = rule.DaysAfterInitiation != days || rule.Prefix != (query.Prefix ?? "");
        string by = isAnother ? $", by the rule {(rule.Id is null ? "without a name" : $"'{rule.Id}'")}" : "";
        screen.Say($"Incomplete uploads in {where} are aborted after {rule.DaysAfterInitiation} days, {since}{by}.");
        return await CommandRun.TellAsync(
            JsonSerializer.Serialize(rule, IncompleteJson.Default.AbortRule), screen, "The rule is in force, but it", cancellationToken);
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
