using S3MultipartUpload;

namespace WebUpload;

/// <summary>What a client is told when its file is not stored: whose fault it is, and nothing of the store.</summary>
internal sealed partial class FailureFilter(ILogger<FailureFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (UploadRefusedException refused)
        {
            return Results.Problem(refused.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (Exception failure) when (CauseOf(failure) is BadHttpRequestException bad)
        {
            // Too large, or broken off.
            return Results.Problem(bad.Message, statusCode: bad.StatusCode);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            return Results.Problem("The form is broken.", statusCode: StatusCodes.Status400BadRequest);
        }
        catch (MultipartUploadException failure)
        {
            NotStored(logger, failure);
            return Results.Problem("The file is not stored; try again later.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>What goes wrong while the body is read is inside the failure of the upload.</summary>
    private static Exception? CauseOf(Exception failure) =>
        failure is MultipartUploadException { InnerException: { } cause } ? cause : failure;

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A file is not stored.")]
    private static partial void NotStored(ILogger logger, Exception failure);
}
