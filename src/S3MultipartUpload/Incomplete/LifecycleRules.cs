using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Incomplete;

/// <summary>Puts the rule that aborts incomplete uploads among the rules of a bucket; pure.</summary>
internal static class LifecycleRules
{
    /// <param name="rules">The rules of the bucket.</param>
    /// <param name="prefix">What the keys of the uploads begin with.</param>
    /// <param name="days">After how many days they are aborted.</param>
    /// <returns>The rule in force, and all rules to write; null where nothing has to be written.</returns>
    /// <exception cref="CleanupException">The rules cannot be written without loss.</exception>
    public static (AbortRule Rule, List<LifecycleRule>? Changed) WithAbortRule(
        IReadOnlyList<LifecycleRule> rules, string prefix, int days)
    {
        string id = IdOf(prefix);
        LifecycleRule? own = rules.FirstOrDefault(rule => rule.Id == id);
        if (own is not null && !(DoesNothingButAbort(own) && PrefixOf(own) == prefix))
        {
            throw new CleanupException(
                $"Somebody has changed the rule '{id}' to do something else; nothing was written. Give that rule another id, or " +
                "delete it.");
        }

        LifecycleRule? inForce = (own is null ? rules : [own]).FirstOrDefault(rule => IsEquivalent(rule, prefix, days));
        if (inForce is not null)
        {
            return (new AbortRule { Id = inForce.Id, Prefix = prefix, DaysAfterInitiation = days, WasWritten = false }, null);
        }

        LifecycleRule[] others = [.. rules.Where(rule => rule != own)];
        foreach (LifecycleRule rule in others)
        {
            RequireWhole(rule);
        }

        return (new AbortRule { Id = id, Prefix = prefix, DaysAfterInitiation = days, WasWritten = true },
            [.. others, New(id, prefix, days, others)]);
    }

    /// <summary>One id for each prefix, within S3's 255 characters whatever the prefix.</summary>
    public static string IdOf(string prefix) =>
        $"S3MultipartUpload-abort-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(prefix)))[..16]}";

    private static LifecycleRule New(string id, string prefix, int days, LifecycleRule[] others)
    {
        var rule = new LifecycleRule
        {
            Id = id,
            Status = LifecycleRuleStatus.Enabled,
            AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = days },
        };
        if (others.Any(other => other.Filter is null && LegacyPrefixOf(other) is not null))
        {
            // S3 takes a configuration in the old form or in the new one, but no mixture.
            SetLegacyPrefix(rule, prefix);
        }
        else
        {
            rule.Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = prefix } };
        }

        return rule;
    }

    private static bool IsEquivalent(LifecycleRule rule, string prefix, int days) =>
        rule.Status == LifecycleRuleStatus.Enabled
        && rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation == days
        && PrefixOf(rule) == prefix;

    private static bool DoesNothingButAbort(LifecycleRule rule) =>
        rule.AbortIncompleteMultipartUpload is not null
        && rule.Expiration is null
        && rule.NoncurrentVersionExpiration is null
        && rule.Transitions is not { Count: > 0 }
        && rule.NoncurrentVersionTransitions is not { Count: > 0 };

    /// <summary>The prefix that alone decides which keys the rule is for; null where it is not alone.</summary>
    private static string? PrefixOf(LifecycleRule rule) => rule.Filter switch
    {
        null => LegacyPrefixOf(rule) ?? "",
        { LifecycleFilterPredicate: LifecyclePrefixPredicate predicate } => predicate.Prefix ?? "",
        { LifecycleFilterPredicate: not null } or { And: not null } or { Tag: not null } => null,
        { ObjectSizeGreaterThan: not null } or { ObjectSizeLessThan: not null } => null,
        { Prefix: var prefix } => prefix ?? LegacyPrefixOf(rule) ?? "",
    };

    /// <summary>What the SDK does not know of a rule, it leaves out without a word; but some of that leaves a hole to be seen.</summary>
    private static void RequireWhole(LifecycleRule rule)
    {
        bool isWhole = rule.Status is not null
            && rule.Filter?.LifecycleFilterPredicate is not LifecycleAndOperator { Operands: not { Count: > 1 } }
            && Actions(rule).DefaultIfEmpty(false).All(isWhole => isWhole);
        if (!isWhole)
        {
            throw new CleanupException(
                $"The rule '{rule.Id}' holds something that the AWS SDK does not understand, and that would be lost if the configuration " +
                "were written back; nothing was written. Add the rule by other means.");
        }
    }

    /// <summary>For each action of the rule, whether it says what to do.</summary>
    private static IEnumerable<bool> Actions(LifecycleRule rule)
    {
        if (rule.AbortIncompleteMultipartUpload is { } abort)
        {
            yield return abort.DaysAfterInitiation is not null;
        }

        if (rule.Expiration is { } expiration)
        {
            yield return (expiration.Days ?? (object?)expiration.Date ?? expiration.ExpiredObjectDeleteMarker) is not null;
        }

        if (rule.NoncurrentVersionExpiration is { } noncurrent)
        {
            yield return (noncurrent.NoncurrentDays ?? noncurrent.NewerNoncurrentVersions) is not null;
        }

        foreach (LifecycleTransition transition in rule.Transitions ?? [])
        {
            yield return transition.StorageClass is not null && (transition.Days ?? (object?)transition.Date) is not null;
        }

        foreach (LifecycleRuleNoncurrentVersionTransition transition in rule.NoncurrentVersionTransitions ?? [])
        {
            yield return transition.StorageClass is not null
                && (transition.NoncurrentDays ?? transition.NewerNoncurrentVersions) is not null;
        }
    }

#pragma warning disable CS0618 // The old form is read and written back where a bucket has it.
    private static string? LegacyPrefixOf(LifecycleRule rule) => rule.Prefix;

    private static void SetLegacyPrefix(LifecycleRule rule, string prefix) => rule.Prefix = prefix;
#pragma warning restore CS0618
}
