using Microsoft.Extensions.Options;
using S3MultipartUpload.Integrity;
using S3MultipartUpload.Line;

namespace S3MultipartUpload.Options;

/// <summary>Reports every problem at once, naming the values that disagree.</summary>
internal sealed class S3MultipartUploadOptionsValidator : IValidateOptions<S3MultipartUploadOptions>
{
    // Polly refuses delays above a day.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, S3MultipartUploadOptions options)
    {
        List<string> problems = Problems(options);
        return problems.Count == 0 ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.IsNullOrEmpty(name)
                ? problems
                : problems.Select(problem => $"Uploader '{name}': {problem}"));
    }

    private static List<string> Problems(S3MultipartUploadOptions options)
    {
        List<string> problems = [.. options.ConfigurationProblems];

        // Options bound from configuration may hold nulls where the type says they cannot.
        if (options.PartSizer is null)
        {
            problems.Add($"{nameof(options.PartSizer)} is null; use PartSizer.Adaptive() or PartSizer.Fixed(…).");
        }

        if (options.Bandwidth is null)
        {
            problems.Add($"{nameof(options.Bandwidth)} is null; use new BandwidthLimit().");
        }

        if (options.Concurrency is null)
        {
            problems.Add($"{nameof(options.Concurrency)} is null; use UploadConcurrency.Adaptive() or UploadConcurrency.Fixed(…).");
        }

        if (!Enum.IsDefined(options.ChecksumAlgorithm))
        {
            problems.Add($"{nameof(options.ChecksumAlgorithm)} is {options.ChecksumAlgorithm}, which is none.");
        }

        if (options.Store is not { Limits: { } limits, ChecksumAlgorithms: not null, FullObjectAlgorithms: not null })
        {
            problems.Add($"{nameof(options.Profile)} has no limits or no list of algorithms; use a profile that comes with the library, " +
                "or change one by 'with'.");
            return problems;
        }

        if (options.Store.FullObjectAlgorithms.Any(algorithm => algorithm.Polynomial() is null))
        {
            problems.Add($"{nameof(ProviderProfile)}.{nameof(options.Store.FullObjectAlgorithms)} names an algorithm that is no CRC.");
        }

        CheckRange($"{nameof(ProviderProfile)}.{nameof(options.Store.PageSize)}", options.Store.PageSize, 1, 1_000_000, problems);
        CheckLimits(limits, problems);
        if (options.MaxPartSize < limits.MinPartSize || options.MaxPartSize > limits.MaxPartSize)
        {
            problems.Add($"{nameof(options.MaxPartSize)} ({options.MaxPartSize:N0}) must lie between the store's least part size " +
                $"({limits.MinPartSize:N0}) and its largest ({limits.MaxPartSize:N0}).");
        }

        if (options.SinglePutThreshold is { } threshold && (threshold < 0 || threshold > limits.MaxSinglePutSize))
        {
            problems.Add($"{nameof(options.SinglePutThreshold)} ({threshold:N0}) must lie between 0 and the store's largest " +
                $"single PUT ({limits.MaxSinglePutSize:N0}).");
        }

        if (options.MaxBufferedBytes < limits.MinPartSize)
        {
            problems.Add($"{nameof(options.MaxBufferedBytes)} ({options.MaxBufferedBytes:N0}) must hold at least one part of the " +
                $"store's least size ({limits.MinPartSize:N0}).");
        }

        if (options.MaxBufferedBytes > 1024 * ServiceLimits.GiB)
        {
            problems.Add($"{nameof(options.MaxBufferedBytes)} ({options.MaxBufferedBytes:N0}) must be at most 1 TiB.");
        }

        CheckRange(nameof(options.MaxConcurrentRequests), options.MaxConcurrentRequests, 2, 10_000, problems);
        int mostParts = RequestLine.PartsOf(options.MaxConcurrentRequests);
        if (options.MaxConcurrentRequests >= 2 && options.Concurrency?.Initial > mostParts)
        {
            problems.Add($"{nameof(options.Concurrency)} ({options.Concurrency}) must be at most {mostParts:N0}, for " +
                $"{nameof(options.MaxConcurrentRequests)} is {options.MaxConcurrentRequests:N0}, and a sixteenth of these is left to " +
                "requests that are not about the bytes of a part.");
        }

        if (options.SlowPartFactor is { } factor && !(factor >= 1.5 && factor <= 100))
        {
            problems.Add($"{nameof(options.SlowPartFactor)} ({factor}) must lie between 1.5 and 100, or be null.");
        }

        if (options.UnsignedPayloadOverHttp && !options.Store.UnsignedPayload)
        {
            problems.Add($"{nameof(options.UnsignedPayloadOverHttp)} is set, and the profile {options.Store.Name} says that the store " +
                $"takes no unsigned payload ({nameof(ProviderProfile)}.{nameof(ProviderProfile.UnsignedPayload)}).");
        }

        CheckRange(nameof(options.MaxRetries), options.MaxRetries, 0, 100, problems);
        CheckTime(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.Zero, problems);
        CheckTime(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.Zero, problems);
        CheckTime(nameof(options.StallTimeout), options.StallTimeout, TimeSpan.FromMilliseconds(10), problems);
        CheckTime(nameof(options.ResponseTimeout), options.ResponseTimeout, TimeSpan.FromMilliseconds(10), problems);
        CheckTime(nameof(options.ProcessingTimeout), options.ProcessingTimeout, TimeSpan.FromMilliseconds(10), problems);
        CheckTime(nameof(options.AbortTimeout), options.AbortTimeout, TimeSpan.FromMilliseconds(10), problems);
        CheckTime(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, problems);
        if (options.RetryDelay > options.MaxRetryDelay)
        {
            problems.Add($"{nameof(options.RetryDelay)} ({options.RetryDelay}) must not exceed {nameof(options.MaxRetryDelay)} " +
                $"({options.MaxRetryDelay}).");
        }

        return problems;
    }

    private static void CheckLimits(ServiceLimits limits, List<string> problems)
    {
        CheckRange($"{nameof(ServiceLimits)}.{nameof(limits.MaxParts)}", limits.MaxParts, 1, 1_000_000, problems);
        if (limits.MinPartSize < 1 || limits.MinPartSize > limits.MaxPartSize || limits.MaxPartSize > 1024 * ServiceLimits.GiB)
        {
            problems.Add($"{nameof(ServiceLimits)}.{nameof(limits.MinPartSize)} ({limits.MinPartSize:N0}) must be positive and at most " +
                $"{nameof(limits.MaxPartSize)} ({limits.MaxPartSize:N0}), and that at most 1 TiB.");
        }

        if (limits.MaxSinglePutSize < 1 || limits.MaxSinglePutSize > 1024 * ServiceLimits.GiB)
        {
            problems.Add($"{nameof(ServiceLimits)}.{nameof(limits.MaxSinglePutSize)} ({limits.MaxSinglePutSize:N0}) must lie between " +
                "1 byte and 1 TiB.");
        }
    }

    private static void CheckRange(string name, int value, int least, int most, List<string> problems) =>
        Add(Bounds.ProblemOf(name, value, least, most), problems);

    private static void CheckTime(string name, TimeSpan value, TimeSpan least, List<string> problems) =>
        Add(Bounds.ProblemOf(name, value, least, Longest), problems);

    private static void Add(string? problem, List<string> problems)
    {
        if (problem is not null)
        {
            problems.Add(problem);
        }
    }
}
