using Microsoft.Extensions.Options;
using S3MultipartUpload.Incomplete;
using S3MultipartUpload.Options;

namespace S3MultipartUpload.Sweeping;

internal sealed class SweeperOptionsValidator : IValidateOptions<IncompleteUploadSweeperOptions>
{
    private static readonly (TimeSpan Least, TimeSpan Most) Ages = (TimeSpan.FromDays(1), TimeSpan.FromDays(3_650));
    private static readonly (TimeSpan Least, TimeSpan Most) Intervals = (TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));

    public ValidateOptionsResult Validate(string? name, IncompleteUploadSweeperOptions options)
    {
        string?[] ofTimes =
        [
            Bounds.ProblemOf(nameof(options.MinimumAge), options.MinimumAge, Ages.Least, Ages.Most),
            Bounds.ProblemOf(nameof(options.Interval), options.Interval, Intervals.Least, Intervals.Most),
        ];
        List<string> problems = [.. ofTimes.OfType<string>()];
        if (options.Queries.Count == 0)
        {
            problems.Add($"{nameof(options.Queries)} is empty: say in which buckets to sweep.");
        }

        foreach (IncompleteUploadQuery query in options.Queries)
        {
            if (Problem(query, options.MinimumAge) is { } problem)
            {
                problems.Add($"{nameof(options.Queries)}: {problem}");
            }
        }

        if (options.CheckpointStores.Contains(null!))
        {
            problems.Add($"{nameof(options.CheckpointStores)} has a null.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Problem(IncompleteUploadQuery query, TimeSpan minimumAge)
    {
        try
        {
            IncompleteArguments.Check(query);
            return query.OlderThan < minimumAge
                ? $"{nameof(query.OlderThan)} ({query.OlderThan}) of bucket '{query.BucketName}' is below " +
                    $"{nameof(IncompleteUploadSweeperOptions.MinimumAge)} ({minimumAge})."
                : null;
        }
        catch (ArgumentException refused)
        {
            return refused.Message;
        }
    }
}
