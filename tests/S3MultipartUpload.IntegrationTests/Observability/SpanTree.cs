using System.Diagnostics;
using System.Globalization;
using OpenTelemetry.Trace;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What the OpenTelemetry SDK exports of one trace, written as a tree.</summary>
internal sealed class SpanTree : IDisposable
{
    private const string Root = "S3MultipartUpload.IntegrationTests";

    private readonly List<Activity> _exported = [];
    private readonly ActivitySource _source = new(Root);
    private readonly TracerProvider _provider;

    public SpanTree()
    {
        _provider = OpenTelemetry.Sdk.CreateTracerProviderBuilder()
            .AddSource(Root)
            .AddSource(S3MultipartUploadTelemetry.ActivitySourceName)
            .AddInMemoryExporter(_exported)
            .Build();
    }

    /// <summary>The spans of the last trace, each after its parent.</summary>
    public IReadOnlyList<Activity> Spans { get; private set; } = [];

    /// <summary>Runs what is to be traced, in a trace of its own.</summary>
    /// <returns>The tree.</returns>
    public async Task<string> RunAsync(Func<Task> action)
    {
        Activity? root;
        using (root = _source.StartActivity("root"))
        {
            await action();
        }

        _provider.ForceFlush();
        Activity[] all = [.. _exported.Where(span => span.TraceId == root?.TraceId)];
        List<Activity> inOrder = [];
        List<string> lines = [];
        Add(root, depth: 0);
        Spans = inOrder;
        return string.Join('\n', lines);

        void Add(Activity? parent, int depth)
        {
            foreach (Activity child in all.Where(span => span.ParentSpanId == parent?.SpanId).OrderBy(span => span.StartTimeUtc))
            {
                inOrder.Add(child);
                lines.Add(new string(' ', 2 * depth) + LineOf(child));
                Add(child, depth + 1);
            }
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _source.Dispose();
    }

    private static string LineOf(Activity span) => string.Join(' ', new[]
    {
        span.DisplayName,
        span.GetTagItem("aws.s3.part_number") is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number}") : "",
        span.GetTagItem("s3_multipart_upload.outcome") as string ?? "",
        string.Join(", ", span.Events.Select(NameOf)),
        span.Status == ActivityStatusCode.Error ? $"= {span.GetTagItem("error.type")}" : "",
    }.Where(text => text.Length > 0));

    private static string NameOf(ActivityEvent happened)
    {
        var tags = happened.Tags.ToDictionary();
        string failure = tags.TryGetValue("error.type", out object? type) ? $": {type}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{happened.Name} {tags["s3_multipart_upload.attempt"]}{failure}");
    }
}
