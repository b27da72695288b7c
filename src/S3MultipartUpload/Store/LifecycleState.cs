using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Store;

/// <summary>The lifecycle configuration of a bucket, and how much of it the SDK can carry.</summary>
/// <param name="Rules">The rules that the SDK understands.</param>
/// <param name="Strange">What it does not understand whole, and would write back without: which rule, and which element.</param>
/// <param name="IsCertain">Whether the store's own document was looked at; else a rule may be more than the SDK shows of it.</param>
/// <param name="MinimumSize">What the configuration says of small objects.</param>
internal sealed record LifecycleState(
    IReadOnlyList<LifecycleRule> Rules,
    IReadOnlyList<string> Strange,
    bool IsCertain,
    TransitionDefaultMinimumObjectSize? MinimumSize)
{
    /// <summary>A bucket without a configuration.</summary>
    public static LifecycleState None { get; } = new([], [], IsCertain: true, MinimumSize: null);
}
