namespace S3MultipartUpload.Benchmarks.Reports;

/// <summary>Bars that belong together.</summary>
internal sealed record BarGroup(string Title, IReadOnlyList<Bar> Bars);

/// <summary>One bar of a picture.</summary>
internal sealed record Bar(string Label, double Value, bool IsOurs);
