using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Samples;

/// <summary>The web sample tells a collector of its uploads.</summary>
public sealed class WebSampleTelemetryTests : EndpointScenario
{
    private readonly TaskCompletionSource _traces = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _metrics = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override S3TestServerOptions Options => new() { BucketNames = { "uploads" } };

    [Fact(Timeout = 60_000)]
    public async Task Traces_and_metrics_of_an_upload_reach_the_collector()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using WebApplication collector = builder.Build();
        collector.Run(CollectAsync);
        await collector.StartAsync(token);
        await using WebSample sample = await WebSample.StartAsync(
            Server,
            token,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "50"));

        using HttpResponseMessage response = await sample.Http.PutAsync("/files", new ByteArrayContent([1]), token);

        response.EnsureSuccessStatusCode();
        await Task.WhenAll(_traces.Task, _metrics.Task).WaitAsync(token);
    }

    private async Task CollectAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.Latin1);
        string told = await reader.ReadToEndAsync(http.RequestAborted);
        if (http.Request.Path == "/v1/traces" && told.Contains("S3MultipartUpload.Upload", StringComparison.Ordinal))
        {
            _traces.TrySetResult();
        }

        if (http.Request.Path == "/v1/metrics" && told.Contains("s3_multipart_upload.upload.duration", StringComparison.Ordinal))
        {
            _metrics.TrySetResult();
        }
    }
}
