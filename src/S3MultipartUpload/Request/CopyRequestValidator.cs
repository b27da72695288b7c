using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Request;

/// <summary>Refuses a copy that contradicts itself.</summary>
internal static class CopyRequestValidator
{
    public const string OntoItself =
        "The object would be copied onto itself, without a change: set what is to change (metadata, tags, storage class, encryption).";

    /// <exception cref="UploadRefusedException">All that is wrong, at once.</exception>
    public static void Validate(CopyRequest request)
    {
        List<string> problems = [.. UploadTargetValidator.ProblemsOf(request), .. UploadRequestValidator.ProblemsOf(request)];
        if (request.Sources is not { Count: > 0 } sources)
        {
            problems.Add("Sources is empty: name the objects that the copy is made of.");
        }
        else
        {
            problems.AddRange(sources.Index().SelectMany(source => ProblemsOf(source.Item, $"Sources[{source.Index:N0}]")));
        }

        if (request.Sources is [{ IsWhole: true } only] && request.IsTarget(only) && problems.Count == 0 && !request.HasChange)
        {
            problems.Add(OntoItself);
        }

        if (problems.Count > 0)
        {
            throw new UploadRefusedException(problems);
        }
    }

    /// <param name="source">The source.</param>
    /// <param name="name">Where it stands.</param>
    public static IEnumerable<string> ProblemsOf(CopySource? source, string name)
    {
        if (source is null)
        {
            return [$"{name} is null."];
        }

        string?[] problems =
        [
            NameRules.ProblemOfBucket(source.BucketName),
            NameRules.ProblemOfKey(source.Key),
            source.VersionId is "" ? "VersionId is empty." : null,
            source.IfMatch is "" ? "IfMatch is empty." : null,
            source.ExpectedBucketOwner is { } owner && !UploadTargetValidator.IsHeaderValue(owner)
                ? "ExpectedBucketOwner cannot be a header: use printable ASCII, not empty and without blanks around it."
                : null,
            source.Offset < 0 ? $"Offset is negative ({source.Offset:N0})." : null,
            source.Length < 0 ? $"Length is negative ({source.Length:N0})." : null,
            source.Length > long.MaxValue - Math.Max(0, source.Offset) ? "Offset and Length are beyond any object." : null,
        ];
        return problems.OfType<string>().Select(problem => $"{name}: {problem}");
    }
}
