using System.Runtime.CompilerServices;

namespace S3MultipartUpload.Store;

/// <summary>
/// The multipart uploads that run in this process, and the sessions that it holds: nobody here takes one of them for abandoned, however old
/// it is. What is forgotten without an end is none any more.
/// </summary>
internal static class LiveUploads
{
    private static readonly ConditionalWeakTable<object, string> Running = [];

    public static void Begin(object run, string uploadId) => Running.AddOrUpdate(run, uploadId);

    public static void End(object run) => Running.Remove(run);

    /// <summary>The ids of those that run now.</summary>
    public static IReadOnlySet<string> Ids() => Running.Select(run => run.Value).ToHashSet();
}
