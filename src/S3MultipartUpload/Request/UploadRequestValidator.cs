using S3MultipartUpload.Checkpoints;

namespace S3MultipartUpload.Request;

/// <summary>Refuses a request that contradicts itself.</summary>
internal static class UploadRequestValidator
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <exception cref="UploadRefusedException">All that is wrong, at once.</exception>
    public static void Validate(UploadRequest request)
    {
        List<string> problems = [.. UploadTargetValidator.ProblemsOf(request)];
        if (ProblemOf(request.Source) is { } problem)
        {
            problems.Add(problem);
        }

        problems.AddRange(ProblemsOf(request));
        if (problems.Count > 0)
        {
            throw new UploadRefusedException(problems);
        }
    }

    /// <summary>What is wrong with the way in which the object is to be stored.</summary>
    public static IEnumerable<string> ProblemsOf(TransferRequest request)
    {
        if (request.Resume is null)
        {
            yield return "Resume is null; use new ResumeOptions().";
        }

        if (request.MaxConcurrentParts < 1)
        {
            yield return $"MaxConcurrentParts is {request.MaxConcurrentParts}; it is at least 1.";
        }

        if (ProblemOfInterval(request.ProgressInterval) is { } problem)
        {
            yield return problem;
        }
    }

    public static string? ProblemOfInterval(TimeSpan interval) =>
        interval < TimeSpan.Zero || interval > LongestInterval
            ? $"ProgressInterval is {interval}; it is from zero to {LongestInterval}."
            : null;

    public static string? ProblemOf(IPartSource? source) => source switch
    {
        null => "Source is null; see PartSource.FromFile, FromStream and FromMemory.",
        { Length: < 0 } => $"Source has a negative length ({source.Length:N0}).",
        { IsRandomAccess: true, Length: null } =>
            "Source has random access but no length; a source of unknown length is read from front to back.",
        { Fingerprint.Length: > CheckpointValidator.LongestText } =>
            $"Source has a fingerprint of {source.Fingerprint.Length:N0} characters; the most is {CheckpointValidator.LongestText:N0}.",
        { Identity.Length: > CheckpointValidator.LongestText } =>
            $"Source has an identity of {source.Identity.Length:N0} characters; the most is {CheckpointValidator.LongestText:N0}.",
        _ => null,
    };
}
