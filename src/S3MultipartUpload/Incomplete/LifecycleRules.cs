using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Incomplete;

/// <summary>Puts the rule that aborts incomplete uploads among the rules of a bucket; pure.</summary>
internal static class LifecycleRules
{
    /// <summary>
    /// The rule by which an upload under the prefix is aborted first, provided that it is soon enough and the library's own rule, where
    /// there is one, says what is asked for.
    /// </summary>
    /// <returns>The rule in force; null where one has to be written.</returns>
    /// <exception cref="CleanupException">Somebody has changed the library's own rule to do something else.</exception>
    public static AbortRule? InForce(LifecycleState present, string prefix, int days)
    {
        LifecycleRule? own = OwnOf(present.Rules, prefix);
        if (own is not null && !(own.Status == LifecycleRuleStatus.Enabled && DaysOf(own) == days))
        {
            return null;
        }

        return present.Rules
            .Where(rule => rule.Status == LifecycleRuleStatus.Enabled && DaysOf(rule) <= days && Covers(rule, prefix))
            .Where(rule => present.IsCertain || IsOfLibrary(rule))
            .OrderBy(DaysOf)
            .ThenByDescending(rule => rule == own)
            .ThenByDescending(rule => PrefixOf(rule)?.Length)
            .Select(rule => new AbortRule
            {
                Id = rule.Id,
                Prefix = PrefixOf(rule) ?? "",
                DaysAfterInitiation = DaysOf(rule) ?? days,
            })
            .FirstOrDefault();
    }

    /// <returns>After how many days an upload under the prefix is aborted; null for never.</returns>
    public static int? DaysFor(LifecycleState present, string prefix) => present.Rules
        .Where(rule => rule.Status == LifecycleRuleStatus.Enabled && Covers(rule, prefix))
        .Min(DaysOf);

    /// <returns>All rules to write: the present ones, and the library's own as it is asked for.</returns>
    /// <exception cref="CleanupException">The present ones cannot be written without loss.</exception>
    public static List<LifecycleRule> With(LifecycleState present, string prefix, int days)
    {
        LifecycleRule? own = OwnOf(present.Rules, prefix);
        LifecycleRule[] others = [.. present.Rules.Where(rule => rule != own)];
        string? strange = present.Strange.Concat(others.Where(rule => !IsWhole(rule)).Select(NameOf)).FirstOrDefault();
        if (strange is not null)
        {
            throw new CleanupException(
                $"{strange} holds something that the AWS SDK does not understand, and that would be lost if the configuration were " +
                "written back; it was left as it is. Add a rule by other means.");
        }

        if (!present.IsCertain && Array.Find(others, rule => !IsOfLibrary(rule)) is { } doubtful)
        {
            throw new CleanupException(
                $"{NameOf(doubtful)} may hold something that the AWS SDK does not show, and that would be lost if the configuration were " +
                "written back; it was left as it is. Hand over the AmazonS3Client itself, not a wrapped one, so that the store's own " +
                "document can be looked at.");
        }

        return [.. others, New(IdOf(prefix), prefix, days, others)];
    }

    /// <summary>Those rules that were written and are not there any more.</summary>
    public static IEnumerable<string> Missing(List<LifecycleRule> written, LifecycleState present) =>
        written.Select(rule => rule.Id).Where(id => id is not null).Except(present.Rules.Select(rule => rule.Id));

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

    private static LifecycleRule? OwnOf(IReadOnlyList<LifecycleRule> rules, string prefix)
    {
        string id = IdOf(prefix);
        LifecycleRule? own = rules.FirstOrDefault(rule => rule.Id == id);
        return own is null || (DoesNothingButAbort(own) && PrefixOf(own) == prefix) ? own : throw new CleanupException(
            $"Somebody has changed the rule '{id}' to do something else; it was left as it is. Give that rule another id, or delete it.");
    }

    /// <summary>Whether it is one of the library's own, for whatever prefix: of these it is known that there is no more to them.</summary>
    private static bool IsOfLibrary(LifecycleRule rule) =>
        PrefixOf(rule) is { } prefix && rule.Id == IdOf(prefix) && DoesNothingButAbort(rule);

    private static string NameOf(LifecycleRule rule) => rule.Id is null ? "A rule without a name" : $"The rule '{rule.Id}'";

    private static int? DaysOf(LifecycleRule rule) => rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation;

    /// <summary>Whether the rule is for every key under the prefix. One with tags or sizes is not.</summary>
    private static bool Covers(LifecycleRule rule, string prefix) =>
        PrefixOf(rule) is { } covered && prefix.StartsWith(covered, StringComparison.Ordinal);

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
    private static bool IsWhole(LifecycleRule rule) => rule.Status is not null
        && rule.Filter?.LifecycleFilterPredicate is not LifecycleAndOperator { Operands: not { Count: > 1 } }
        && Actions(rule).DefaultIfEmpty(false).All(isWhole => isWhole);

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
