using System.Runtime.CompilerServices;

namespace S3MultipartUpload.Store;

/// <summary>
/// The multipart uploads that run in this process, and the sessions that it holds: nobody here takes one of them for abandoned, however old
/// it is. What was garbage-collected without an end is none any more.
/// </summary>
internal static class LiveUploads
{
    private static readonly ConditionalWeakTable<object, string> Running = [];

    public static void Begin(object run, string uploadId) => Running.AddOrUpdate(run, uploadId);

    public static void End(object run) => Running.Remove(run);

    public static bool Has(string uploadId) => Running.Any(run => run.Value == uploadId);
}
