using Microsoft.AspNetCore.Http;
using S3MultipartUpload.AspNetCore.Bucket;

namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>Files that a browser sends as a whole. The server has no more to do with them than to allow them.</summary>
internal sealed class SingleUploads(BrowserUploadOptions options, ServiceLimits limits, UploadGate gate, PostForm form)
{
    public async Task<(string Url, IReadOnlyDictionary<string, string> Fields, string Key)> SignAsync(
        HttpContext http, FileAnnouncement file)
    {
        if (!options.AllowSingleRequests)
        {
            throw new RejectedRequestException(
                404, "Single requests are not taken here", "Send the file as a multipart upload (in Uppy: shouldUseMultipart: true).");
        }

        (BrowserUploadDecision decision, BrowserUploadContext context) = await gate.DecideAsync(http, file).ConfigureAwait(false);
        if (context.Size > limits.MaxSinglePutSize)
        {
            throw new RejectedRequestException(
                413, "The file is too large", $"One request has at most {limits.MaxSinglePutSize} bytes: send it as a multipart upload.");
        }

        UploadTarget target = decision.Target!;
        (string url, IReadOnlyDictionary<string, string> fields) =
            await form.SignAsync(target, context.Size, options.UrlLifetime).ConfigureAwait(false);
        return (url, fields, target.Key);
    }
}
