using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Fleet.Cli;
using S3MultipartUpload.Fleet.Work;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>The tables of docs/fleet.md say what the code says.</summary>
public sealed class FleetPageTests
{
    private static readonly IReadOnlyDictionary<string, string> Sections = Documents.Sections(Documents.Read("docs/fleet.md"));

    [Fact]
    public void Every_option_has_its_row_with_its_default()
    {
        var defaults = new FleetOptions();
        Assert.Equal(
            typeof(FleetOptions).GetProperties().Select(option => (option.Name, Text(option.GetValue(defaults)))).Order(),
            Documents.Rows(Sections["Options"]).Select(row => (row[0].Trim('`'), row[1])).Order());
    }

    [Fact]
    public void Every_event_of_the_log_has_its_row() => Assert.Equal(
        typeof(FleetLog).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()!)
            .Select(message => $"{message.EventId} `{message.EventName}` {message.Level}").Order(),
        Documents.Rows(Sections["Telemetry"]).Where(row => char.IsDigit(row[0][0])).Select(row => $"{row[0]} {row[1]} {row[2]}"));

    [Fact]
    public void Every_instrument_has_its_row()
    {
        RuntimeHelpers.RunClassConstructor(typeof(FleetTelemetry).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(FleetGauges).TypeHandle);
        List<string> told = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == FleetTelemetry.Name)
            {
                told.Add($"`{instrument.Name}`");
            }
        };
        listener.Start();
        Assert.Equal(
            told.Order(StringComparer.Ordinal),
            Documents.Rows(Sections["Telemetry"]).Select(row => row[0])
                .Where(name => name.StartsWith("`s3_upload_fleet.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains($"`{FleetTelemetry.Name}`", Sections["Telemetry"], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_its_row() => Assert.Equal(
        new FleetCommandLine().Subcommands.Select(command => command.Name).Order(),
        Documents.Rows(Sections["The command line"]).Where(row => row[0].StartsWith('`'))
            .SelectMany(row => Documents.Names(row[0])).Select(name => name.Split(' ')[0]).Order());

    private static string Text(object? value) => value switch
    {
        long bytes when bytes % (1 << 30) == 0 => $"{bytes >> 30} GiB",
        long bytes => $"{bytes >> 20} MiB",
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        TimeSpan time => $"{time.TotalSeconds} s",
        _ => "none",
    };
}
