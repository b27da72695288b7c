using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Parts;

namespace S3MultipartUpload.Tests.Architecture;

/// <summary>The tables of docs/telemetry.md are what the code tells: names that a dashboard or an alarm is built on.</summary>
public sealed partial class TelemetryTableTests
{
    private static string Document => Repository.Read("docs/telemetry.md");

    [Fact]
    public void The_table_of_events_is_complete_and_every_id_is_used_once()
    {
        string[] told =
        [
            .. typeof(MultipartUploader).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Select(method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
                .Where(found => found.Message is not null)
                .Select(found => (found.Message!.EventId, Line: $"{found.Message.EventName ?? found.Name}, {found.Message.Level}"))
                .Append((Log.AttemptFailed.Id, $"{Log.AttemptFailed.Name}, {LogLevel.Warning}"))
                .OrderBy(found => found.Item1)
                .Select(found => $"{found.Item1}, {found.Item2}"),
        ];
        Assert.Equal(EventRow().Matches(Document).Select(row => $"{row.Groups[1]}, {row.Groups[2]}, {row.Groups[3]}"), told);
        Assert.Distinct(told.Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void The_table_of_metrics_is_complete()
    {
        _ = PartBudget.Of(new S3MultipartUploadOptions(), TimeProvider.System); // Its instruments are made when it is first used.
        List<string> told = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == S3MultipartUploadTelemetry.MeterName)
            {
                told.Add($"{instrument.Name}, {instrument.Unit}");
            }
        };
        listener.Start();
        Assert.Equal(
            MetricRow().Matches(Document).Select(row => $"{row.Groups[1]}, {row.Groups[2]}").Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();

    [GeneratedRegex(@"^\| `(s3_multipart_upload\.[\w.]+)` \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex MetricRow();
}
