using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/telemetry.md, run as it stands there.</summary>
public sealed class TelemetryExamples
{
    [Fact]
    public void Listening()
    {
        var services = new ServiceCollection();
        List<Activity> exported = [];
        services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource(S3MultipartUploadTelemetry.ActivitySourceName))
            .WithMetrics(metrics => metrics.AddMeter(S3MultipartUploadTelemetry.MeterName));
        services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddInMemoryExporter(exported));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<TracerProvider>());
        Assert.NotNull(provider.GetRequiredService<MeterProvider>());
    }
}
