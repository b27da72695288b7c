using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using S3MultipartUpload;

namespace WebUpload;

/// <summary>
/// The two ways for a file to come in. The token is that of the request: when the client hangs up, the upload is aborted, and nothing of it
/// stays stored.
/// </summary>
internal static class FileEndpoints
{
    /// <summary>The body is the file.</summary>
    public static async Task<IResult> PutAsync(HttpRequest request, FileStorage storage, CancellationToken cancellationToken) =>
        Stored(await storage.StoreAsync(request.Body, request.ContentLength, request.ContentType, cancellationToken));

    /// <summary>
    /// The body is a form with one file. No IFormFile, which would be the whole file in memory or in a temporary file before the first byte
    /// went on.
    /// </summary>
    public static async Task<IResult> PostFormAsync(HttpRequest request, FileStorage storage, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return Results.Problem("Send the file as multipart/form-data.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        var form = new MultipartReader(boundary, request.Body);
        if (await NextFileAsync(form, cancellationToken) is not { } file)
        {
            return Results.Problem("The form has no file.", statusCode: StatusCodes.Status400BadRequest);
        }

        await using ObjectWriter writer = await storage.OpenAsync(file.ContentType, cancellationToken);
        await file.Body.CopyToAsync(writer, cancellationToken);

        // Looking for the next one also finds out whether the form came whole. Until it is completed, nothing is stored.
        return await NextFileAsync(form, cancellationToken) is null
            ? Stored(await writer.CompleteAsync(cancellationToken))
            : Results.Problem("The form has several files; send each by itself.", statusCode: StatusCodes.Status400BadRequest);
    }

    private static async Task<MultipartSection?> NextFileAsync(MultipartReader form, CancellationToken cancellationToken)
    {
        MultipartSection? section;
        do
        {
            section = await form.ReadNextSectionAsync(cancellationToken);
        }
        while (section is not null && section.GetContentDispositionHeader()?.IsFileDisposition() != true);

        return section;
    }

    private static IResult Stored(UploadManifest manifest) => Results.Json(
        new StoredFile(manifest.Key, manifest.Size, manifest.Checksum?.Value), statusCode: StatusCodes.Status201Created);
}
