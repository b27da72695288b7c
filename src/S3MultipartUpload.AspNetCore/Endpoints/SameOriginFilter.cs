using Microsoft.AspNetCore.Http;
using S3MultipartUpload.AspNetCore.Uploads;

namespace S3MultipartUpload.AspNetCore.Endpoints;

/// <summary>
/// Refuses what a page of another site makes the browser of a signed-in user send: its cookies come along, but so do headers that a page
/// cannot change. Programs that are no browsers send neither header, and no cookies that are not theirs. GET passes: it changes nothing,
/// and a page of another site cannot read the answer.
/// </summary>
/// <remarks>Source: W3C, "Fetch Metadata Request Headers"; OWASP, "Cross-Site Request Forgery Prevention Cheat Sheet".</remarks>
internal sealed class SameOriginFilter(Func<IEnumerable<string>> allowed) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpRequest request = context.HttpContext.Request;
        return HttpMethods.IsGet(request.Method) || IsOwn(request)
            ? next(context)
            : throw new RejectedRequestException(
                403,
                "The page is of another origin",
                $"Pages of this application may upload. The application can allow others by name, in " +
                $"{nameof(BrowserUploadOptions)}.{nameof(BrowserUploadOptions.AllowedOrigins)}.");
    }

    private bool IsOwn(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        if (origin is not null && allowed().Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        string? site = request.Headers["Sec-Fetch-Site"];
        return site is not null
            ? site is "same-origin" or "none"
            : origin is null || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
