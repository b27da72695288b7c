using S3MultipartUpload.Settlement;
using Decision = S3MultipartUpload.Settlement.Settlement;

namespace S3MultipartUpload.Tests;

/// <summary>What is done with an upload that did not simply succeed, as a truth table.</summary>
public sealed class SettlementTests
{
    private static readonly bool[] Both = [false, true];
    private static readonly Sight[] Sights = [Sight.Absent, Sight.Stored, Sight.Damaged, Sight.Inconclusive];

    /// <summary>
    /// The first letters are may be stored, open, keep; then what a look sees, how an abort ends, what the next look sees.
    /// </summary>
    [Theory]
    [InlineData("---", "", FailedUploadState.None)]
    [InlineData("--k", "", FailedUploadState.None)]
    [InlineData("-ok", "", FailedUploadState.Kept)]
    [InlineData("-o-", "abort:yes", FailedUploadState.Aborted)]
    [InlineData("-o-", "abort:no", FailedUploadState.AbortFailed)]
    [InlineData("m--", "look:Absent", FailedUploadState.None)]
    [InlineData("m--", "look:Damaged", FailedUploadState.Suspect)]
    [InlineData("m--", "look:Inconclusive", FailedUploadState.Unknown)]
    [InlineData("m-k", "look:Inconclusive", FailedUploadState.Unknown)]
    [InlineData("mok", "look:Absent", FailedUploadState.Kept)]
    [InlineData("mok", "look:Damaged", FailedUploadState.Suspect)]
    [InlineData("mok", "look:Inconclusive", FailedUploadState.Unknown)]
    [InlineData("mo-", "look:Absent abort:yes look:Absent", FailedUploadState.Aborted)]
    [InlineData("mo-", "look:Absent abort:yes look:Damaged", FailedUploadState.Suspect)]
    [InlineData("mo-", "look:Absent abort:yes look:Inconclusive", FailedUploadState.Unknown)]
    [InlineData("mo-", "look:Absent abort:no", FailedUploadState.AbortFailed)]
    [InlineData("mo-", "look:Damaged", FailedUploadState.Suspect)]
    [InlineData("mo-", "look:Inconclusive abort:yes look:Inconclusive", FailedUploadState.Unknown)]
    [InlineData("mo-", "look:Inconclusive abort:yes look:Absent", FailedUploadState.Aborted)]
    [InlineData("mo-", "look:Inconclusive abort:yes look:Damaged", FailedUploadState.Suspect)]
    [InlineData("mo-", "look:Inconclusive abort:no", FailedUploadState.Unknown)]
    public void A_failure_is_settled_step_by_step(string facts, string steps, FailedUploadState expected)
    {
        string[] script = steps.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (IReadOnlyList<string> taken, Decision end) = Run(Start(facts), script);
        Assert.Equal(script, taken);
        Assert.Equal(expected, end.State);
    }

    [Theory]
    [InlineData("m--", "look:Stored")]
    [InlineData("mok", "look:Stored")]
    [InlineData("mo-", "look:Stored")]
    [InlineData("mo-", "look:Absent abort:yes look:Stored")]
    public void An_object_that_is_seen_ends_it(string facts, string steps)
    {
        string[] script = steps.Split(' ');
        (IReadOnlyList<string> taken, Decision end) = Run(Start(facts), script);
        Assert.Equal(script, taken);
        Assert.Equal(Sight.Stored, end.IsAborted is null ? end.Before : end.After);
    }

    [Fact]
    public void Whatever_is_seen_nothing_kept_is_aborted_and_nothing_unclear_is_called_gone()
    {
        IEnumerable<(Decision, Sight before, bool aborts, Sight after)> worlds =
            from mayBeStored in Both
            from isOpen in Both
            from keep in Both
            from before in Sights
            from aborts in Both
            from after in Sights
            select (new Decision(mayBeStored, isOpen, keep), before, aborts, after);
        Assert.All(worlds, world =>
        {
            (Decision start, Sight before, bool aborts, Sight after) = world;
            (IReadOnlyList<string> taken, Decision end) =
                Run(start, [$"look:{before}", $"abort:{(aborts ? "yes" : "no")}", $"look:{after}"]);
            bool hasAborted = taken.Any(step => step.StartsWith("abort", StringComparison.Ordinal));
            Assert.InRange(taken.Count, 0, 3);
            Assert.False(hasAborted && (start.Keep || !start.IsOpen), "What is kept, or is not there, is not aborted.");
            bool isSeen = start.MayBeStored && before is Sight.Stored or Sight.Damaged;
            Assert.True(hasAborted || start.Keep || !start.IsOpen || isSeen, "What is neither kept nor stored is aborted.");
            Assert.True(start.MayBeStored || taken.All(step => !step.StartsWith("look", StringComparison.Ordinal)));
            if (start.MayBeStored)
            {
                Assert.StartsWith("look", taken[0], StringComparison.Ordinal);
                Assert.True(!hasAborted || !aborts || taken[^1] == $"look:{after}", "After the abort nothing can change: then it " +
                    "is certain.");
            }

            if (taken.Count > 0 && taken[^1] == "look:Inconclusive")
            {
                Assert.Equal(FailedUploadState.Unknown, end.State);
            }
        });
    }

    private static Decision Start(string facts) => new(
        MayBeStored: facts.Contains('m', StringComparison.Ordinal),
        IsOpen: facts.Contains('o', StringComparison.Ordinal),
        Keep: facts.Contains('k', StringComparison.Ordinal));

    /// <summary>Does what is decided, and answers from the script: the first entry of the kind that has not been used.</summary>
    private static (IReadOnlyList<string> Taken, Decision End) Run(
        Decision known, string[] script)
    {
        List<string> taken = [];
        List<string> rest = script.ToList();
        while (known.Next is not SettlementStep.End)
        {
            string kind = known.Next == SettlementStep.Look ? "look:" : "abort:";
            string answer = rest.Find(entry => entry.StartsWith(kind, StringComparison.Ordinal)) ?? $"{kind}?";
            rest.Remove(answer);
            taken.Add(answer);
            if (answer.EndsWith('?') || taken.Count > 5)
            {
                break;
            }

            known = kind == "abort:"
                ? known with { IsAborted = answer == "abort:yes" }
                : known.Seen(Enum.Parse<Sight>(answer[kind.Length..]));
        }

        return (taken, known);
    }
}
