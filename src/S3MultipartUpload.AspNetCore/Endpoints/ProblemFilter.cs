using System.Net;
using Amazon.Runtime;
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
    private const string StoreRefuses = "urn:s3-multipart-upload:store-refuses";

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
        catch (MultipartUploadException gone)
            when (gone is { State: FailedUploadState.None, InnerException: UploadNotFoundException })
        {
            return Problem(RejectedRequestException.Unknown());
        }
        catch (MultipartUploadException damaged) when (damaged.State == FailedUploadState.Suspect)
        {
            BrowserUploadLog.Failed(logger, damaged);
            return Problem(new RejectedRequestException(
                422, "The object is damaged", "What the store has is not what was sent. Upload the file again."));
        }
        catch (MultipartUploadException taken) when (taken.InnerException is PreconditionFailedException { IsConflict: false })
        {
            // Trying again would end the same way.
            return Problem(new RejectedRequestException(
                409, "The key is taken", "Another object was stored under the key meanwhile. Begin a new upload."));
        }
        catch (UploadRefusedException unusable)
        {
            // What the page asks for was looked at before: it is the policy's, or the settings'.
            BrowserUploadLog.Unusable(logger, unusable);
            return Problem(new RejectedRequestException(
                500, "The application is at fault", "It chose an object that cannot be stored so. Its log says what to change."));
        }
        catch (S3UploadException error) when (RefusalOf(error) is { } answer)
        {
            BrowserUploadLog.StoreRefused(logger, error, (int)answer.StatusCode, answer.ErrorCode);
            return TypedResults.Problem(
                "Trying again does not help. Tell whoever runs this application: its log has the reason.",
                statusCode: 500,
                title: "The store refuses the upload",
                type: StoreRefuses);
        }
        catch (S3UploadException error) when (!http.RequestAborted.IsCancellationRequested)
        {
            BrowserUploadLog.Failed(logger, error);
            http.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
            return TypedResults.Problem(
                "Try again in a moment.", statusCode: 503, title: "The store did not answer as it should");
        }
    }

    private ProblemHttpResult Problem(RejectedRequestException rejected)
    {
        BrowserUploadLog.Refused(logger, rejected.Status, rejected.Title);
        return TypedResults.Problem(rejected.Message, statusCode: rejected.Status, title: rejected.Title);
    }

    /// <summary>
    /// The answer by which the store has refused for good: a permission, a bucket or a setting is wrong, or it cannot do such a thing. None
    /// is where the object may be stored nevertheless, where the upload is gone, where a condition did not hold, for the object of another
    /// request made it so, or where something is wrong with the store, or the way there, for some time.
    /// </summary>
    private static AmazonServiceException? RefusalOf(Exception? error) => error switch
    {
        null or PreconditionFailedException or UploadNotFoundException => null,
        MultipartUploadException { State: FailedUploadState.Unknown } => null,
        AmazonServiceException { ErrorCode: "InvalidPart" } => null, // Its parts are listed anew by the next Complete.
        AmazonServiceException
        {
            StatusCode: (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError) or HttpStatusCode.NotImplemented,
        } answer => TransientS3Errors.IsTransient(answer) ? null : answer,
        _ => RefusalOf(error.InnerException),
    };
}
