using System.Collections.Concurrent;

namespace S3MultipartUpload.Store;

/// <summary>The multipart uploads that run in this process: nobody here takes one of them for abandoned, however old it is.</summary>
internal static class LiveUploads
{
    private static readonly ConcurrentDictionary<object, string> Running = new();

    public static void Begin(object run, string uploadId) => Running[run] = uploadId;

    public static void End(object run) => Running.TryRemove(run, out _);

    public static bool Has(string uploadId) => Running.Any(run => run.Value == uploadId);
}
