using Amazon.S3.Model;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Incomplete;

/// <summary>What a rule is asked for.</summary>
internal sealed record AbortRuleTarget(string Bucket, string Prefix, int Days, string? Owner);

/// <summary>Reads a bucket's lifecycle configuration, writes it back with the rule in it, and looks whether it is there.</summary>
/// <remarks>
/// All that is one step, which is repeated as a whole: a list that was read before a pause must not be written after it, for it would undo
/// what somebody else has written meanwhile. S3 has no condition for this write, so between a read and the write after it, another's
/// change can still be lost; nobody can know of that.
/// </remarks>
internal sealed class AbortRuleWriter(LifecycleGateway gateway, StoreCalls calls)
{
    public async Task<AbortRule> EnsureAsync(AbortRuleTarget target, CancellationToken cancellationToken)
    {
        string? sent = null;
        LifecycleState? fresh = await calls.ExecuteAsync(
            "GetBucketLifecycleConfiguration", token => ReadAsync(target, token), cancellationToken).ConfigureAwait(false);
        AbortRule rule = await calls.ExecuteAsync(
            "PutBucketLifecycleConfiguration",
            async token =>
            {
                LifecycleState present = fresh ?? await ReadAsync(target, token).ConfigureAwait(false);
                fresh = null; // Only the first attempt comes without a pause before it.
                if (LifecycleRules.InForce(present, target.Prefix, target.Days) is { } inForce)
                {
                    return inForce;
                }

                List<LifecycleRule> rules = LifecycleRules.With(present, target.Prefix, target.Days);
                sent = rules[^1].Id;
                await gateway.PutLifecycleAsync(target.Bucket, target.Owner, rules, present.MinimumSize, token).ConfigureAwait(false);
                return await LookAsync(target, rules, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (sent is not null)
        {
            IncompleteLog.RuleWritten(calls.Logger, target.Bucket, sent, target.Days);
        }

        // An attempt that seemed to fail may have written it all the same.
        return rule with { WasWritten = sent is not null && rule.Id == sent };
    }

    /// <exception cref="UnusableAnswerException">The rule is not there.</exception>
    private async Task<AbortRule> LookAsync(AbortRuleTarget target, List<LifecycleRule> written, CancellationToken cancellationToken)
    {
        LifecycleState present = await ReadAsync(target, cancellationToken).ConfigureAwait(false);
        AbortRule inForce = LifecycleRules.InForce(present, target.Prefix, target.Days) ?? throw new UnusableAnswerException(
            $"The store took the rule '{written[^1].Id}', but does not show it: it is slow to show what was written, or somebody else " +
            "has written the configuration at the same time. Call again later.");
        foreach (string missing in LifecycleRules.Missing(written, present))
        {
            IncompleteLog.RuleGone(calls.Logger, missing, target.Bucket);
        }

        return inForce;
    }

    private Task<LifecycleState> ReadAsync(AbortRuleTarget target, CancellationToken cancellationToken) =>
        gateway.GetLifecycleAsync(target.Bucket, target.Owner, cancellationToken);
}
