using S3MultipartUpload.Request;

namespace S3MultipartUpload.Many;

/// <summary>Refuses what cannot be meant.</summary>
internal static class ManyRules
{
    private const int MostAtOnce = 10_000;

    /// <exception cref="UploadRefusedException">All that is wrong, at once.</exception>
    public static void Validate(int? maxConcurrency, UploadFailurePolicy policy, TimeSpan progressInterval)
    {
        List<string> problems = [];
        if (maxConcurrency is < 1 or > MostAtOnce)
        {
            problems.Add($"MaxConcurrency is {maxConcurrency:N0}; it is from 1 to {MostAtOnce:N0}.");
        }

        if (UploadRequestValidator.ProblemOfInterval(progressInterval) is { } problem)
        {
            problems.Add(problem);
        }

        if (!Enum.IsDefined(policy))
        {
            problems.Add($"FailurePolicy is {policy}, which is none.");
        }

        if (problems.Count > 0)
        {
            throw new UploadRefusedException(problems);
        }
    }
}
