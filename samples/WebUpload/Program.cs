using Amazon.S3;
using Microsoft.AspNetCore.Mvc;
using OpenTelemetry;
using S3MultipartUpload;
using S3MultipartUpload.Fleet;
using WebUpload;

// WebUpload: files from browsers and other clients, streamed to S3 as they arrive; none is ever whole in memory or on a disk.
//   PUT  /files    the request body is the file, of known or unknown length:  curl -T disk.img http://localhost:5000/files
//   POST /files    a form with one file (multipart/form-data):                curl -F file=@disk.img http://localhost:5000/files
//   GET  /health   whether the bucket can be written to
//   GET  /fleet    what a fleet is doing, where ConnectionStrings:Fleet names its database; this application is none of its nodes
// AWS_REGION=eu-central-1 dotnet run --project samples/WebUpload. appsettings.json has the bucket and the limits; S3_ENDPOINT names another
// store, AWS_… the credentials, OTEL_EXPORTER_OTLP_ENDPOINT where traces and metrics go. Whoever can reach it can write: put your own
// authentication in front of it.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
WebUploadOptions settings = builder.Configuration.GetRequiredSection("WebUpload").Get<WebUploadOptions>() ?? new();
builder.Services.AddOptions<WebUploadOptions>().BindConfiguration("WebUpload").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<IAmazonS3>(_ =>
{
    AmazonS3Config config = new AmazonS3Config().ForUploads();
    if (builder.Configuration["S3_ENDPOINT"] is { } endpoint)
    {
        (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint, true, "us-east-1");
    }

    return new AmazonS3Client(config);
});
builder.Services.AddS3MultipartUpload()
    .BindConfiguration("S3Uploads")
    .AddIncompleteUploadSweeper(sweeper => sweeper.Queries.Add(
        new IncompleteUploadQuery { BucketName = settings.BucketName, Prefix = settings.KeyPrefix }));
builder.Services.AddHealthChecks()
    .AddS3MultipartUpload(settings.BucketName, configure: check => check.KeyPrefix = settings.KeyPrefix);
OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
    .WithTracing(traces => traces.AddSource(S3MultipartUploadTelemetry.ActivitySourceName, "Microsoft.AspNetCore"))
    .WithMetrics(metrics => metrics.AddMeter(S3MultipartUploadTelemetry.MeterName, "Microsoft.AspNetCore.Hosting"));
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
{
    telemetry.UseOtlpExporter();
}

if (builder.Configuration.GetConnectionString("Fleet") is { Length: > 0 } connection)
{
    builder.Services.AddS3UploadFleet(fleet => fleet.UsePostgres(connection).SubmitOnly());
}

builder.Services.AddProblemDetails();
builder.Services.AddSingleton<FileStorage>();

WebApplication app = builder.Build();
app.MapHealthChecks("/health");
if (app.Services.GetService<IUploadFleet>() is not null)
{
    app.MapUploadFleet("/fleet");
}

// Kestrel's own limit, 30 MB, gives way to ours; it counts bodies of unknown length as well, and none is read beyond it.
RouteGroupBuilder files = app.MapGroup("/files")
    .WithMetadata(new RequestSizeLimitAttribute(settings.MaxBodySize))
    .AddEndpointFilter<RouteGroupBuilder, FailureFilter>();
files.MapPut("", FileEndpoints.PutAsync);
files.MapPost("", FileEndpoints.PostFormAsync);
await app.RunAsync();
