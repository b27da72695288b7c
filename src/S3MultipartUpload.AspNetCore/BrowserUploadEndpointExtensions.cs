using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3MultipartUpload.AspNetCore.Diagnostics;
using S3MultipartUpload.AspNetCore.Endpoints;
using S3MultipartUpload.AspNetCore.Options;
using S3MultipartUpload.AspNetCore.Uploads;

namespace S3MultipartUpload.AspNetCore;

/// <summary>Maps the routes of browsers' uploads.</summary>
public static class BrowserUploadEndpointExtensions
{
    /// <summary>
    /// Maps the routes that Uppy's plugin for AWS S3 asks (its <c>companionEndpoint</c> is the prefix), and the client
    /// s3-multipart-upload. Nobody is let in without an id (<see cref="BrowserUploadOptions.GetUserId"/>). Require an authorization, and
    /// limit the rate, on what this returns.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where the routes begin, such as <c>/uploads</c>.</param>
    /// <param name="name">The uploader by its key (<c>AddKeyedS3MultipartUpload</c>); empty for the one without.</param>
    /// <returns>The group of routes.</returns>
    /// <exception cref="InvalidOperationException">The uploader has no <c>AddBrowserUploads</c>.</exception>
    public static RouteGroupBuilder MapS3MultipartUploads(this IEndpointRouteBuilder endpoints, string prefix, string name = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(name);
        IServiceProvider root = endpoints.ServiceProvider;
        if (!root.GetServices<BrowserUploadRegistration>().Any(registration => registration.Name == name))
        {
            throw new InvalidOperationException(
                $"There are no browser uploads{(name.Length == 0 ? "" : $" of the uploader '{name}'")}: call AddBrowserUploads on what " +
                "AddS3MultipartUpload (or AddKeyedS3MultipartUpload) returns.");
        }

        IOptionsMonitor<BrowserUploadOptions> options = root.GetRequiredService<IOptionsMonitor<BrowserUploadOptions>>();
        ServiceLimits limits = StoreLimits.Of(root.GetRequiredService<IOptionsMonitor<S3MultipartUploadOptions>>(), name);
        RouteGroupBuilder group = endpoints.MapGroup(prefix).WithTags("S3 uploads").ProducesProblem(401).ProducesProblem(500)
            .ProducesProblem(503);
        group.AddEndpointFilter(new ProblemFilter(root.GetRequiredService<ILoggerFactory>().CreateLogger(BrowserUploadLog.Category)));
        group.AddEndpointFilter(new SameOriginFilter(() => options.Get(name).AllowedOrigins));
        MapMultipart(group.MapGroup("/s3/multipart"), name);
        group.MapGet(
            "/s3/params",
            (HttpContext http, IServiceProvider services, string? filename, string? type, string? size) =>
                UploadHandlers.SignFormAsync(http, services.GetRequiredKeyedService<SingleUploads>(name), filename, type, size))
            .WithSummary("Signs a form that sends a small file as a whole; metadata[NAME] is kept with it.")
            .Produces<FormAnswer>()
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415);
        group.MapGet("/config", () => UploadHandlers.Config(options.Get(name), limits))
            .WithSummary("What the page has to know: the size of parts, and what is taken.")
            .Produces<ConfigAnswer>();
        return group;
    }

    private static void MapMultipart(RouteGroupBuilder group, string name)
    {
        group.MapPost("", (HttpContext http, IServiceProvider services) => UploadHandlers.CreateAsync(http, UploadsOf(services)))
            .WithSummary("Begins an upload.")
            .WithMetadata(new JsonBody(typeof(CreateBody)))
            .Produces<CreateAnswer>()
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429);
        group.MapGet(
            "/{uploadId}/batch",
            (HttpContext http, IServiceProvider services, string uploadId, string? key, string? partNumbers) =>
                UploadHandlers.SignBatchAsync(http, UploadsOf(services), uploadId, key, partNumbers))
            .WithSummary("Signs several parts (partNumbers=1,2).")
            .Produces<BatchAnswer>().ProducesProblem(400).ProducesProblem(404);
        group.MapGet(
            "/{uploadId}/{partNumber}",
            (HttpContext http, IServiceProvider services, string uploadId, string partNumber, string? key, string? crc32) =>
                UploadHandlers.SignAsync(http, UploadsOf(services), uploadId, partNumber, key, crc32))
            .WithSummary("Signs a part, of exactly the planned size.")
            .Produces<SignAnswer>().ProducesProblem(400).ProducesProblem(404);
        group.MapGet(
            "/{uploadId}",
            (HttpContext http, IServiceProvider services, string uploadId, string? key) =>
                UploadHandlers.ListAsync(http, UploadsOf(services), uploadId, key))
            .WithSummary("Lists the parts that need not be sent again.")
            .Produces<PartAnswer[]>().ProducesProblem(404).ProducesProblem(409);
        group.MapPost(
            "/{uploadId}/complete",
            (HttpContext http, IServiceProvider services, string uploadId, string? key) =>
                UploadHandlers.CompleteAsync(http, UploadsOf(services), uploadId, key))
            .WithSummary("Makes the object, as often as it is asked for.")
            .WithMetadata(new JsonBody(typeof(CompleteBody)))
            .Produces<CompleteAnswer>()
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(413)
            .ProducesProblem(415).ProducesProblem(422);
        group.MapDelete(
            "/{uploadId}",
            (HttpContext http, IServiceProvider services, string uploadId, string? key) =>
                UploadHandlers.AbortAsync(http, UploadsOf(services), uploadId, key))
            .WithSummary("Gives an upload up.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

        BrowserUploads UploadsOf(IServiceProvider services) => services.GetRequiredKeyedService<BrowserUploads>(name);
    }
}
