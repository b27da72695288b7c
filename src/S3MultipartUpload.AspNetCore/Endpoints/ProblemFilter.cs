using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.AspNetCore.Diagnostics;
using S3MultipartUpload.AspNetCore.Uploads;

namespace S3MultipartUpload.AspNetCore.Endpoints;

/// <summary>Says what is wrong as problem details (RFC 9457), without anything of the store's.</summary>
internal sealed class ProblemFilter(ILogger logger) : IEndpointFilter
{
    private const int RetryAfterSeconds = 5;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store"; // Answers have tickets and signed addresses.
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (RejectedRequestException rejected)
        {
            return Problem(rejected);
        }
        catch (MultipartUploadException gone) when (gone.InnerException is UploadNotFoundException)
        {
            return Problem(RejectedRequestException.Unknown());
        }
        catch (S3UploadException error) when (error is not UploadRefusedException && !http.RequestAborted.IsCancellationRequested)
        {
            BrowserUploadLog.Failed(logger, error);
            http.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
            return TypedResults.Problem(
                "Nothing that was stored is lost. Try again in a moment.", statusCode: 503, title: "The store cannot be reached");
        }
    }

    private ProblemHttpResult Problem(RejectedRequestException rejected)
    {
        BrowserUploadLog.Refused(logger, rejected.Status, rejected.Title);
        return TypedResults.Problem(rejected.Message, statusCode: rejected.Status, title: rejected.Title);
    }
}
