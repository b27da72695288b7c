using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace S3MultipartUpload.Benchmarks.Endpoints;

/// <summary>The web server that the endpoint stands on, with nothing on it: what a request costs that nobody looks at.</summary>
internal static class BareWebServer
{
    private static readonly byte[] Upload =
        "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"u8.ToArray();

    public static async Task<WebApplication> StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync(cancellationToken);
        return server;
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        http.Response.Headers.ETag = "\"d41d8cd98f00b204e9800998ecf8427e\"";
        byte[] document = http.Request.Method == HttpMethods.Post ? Upload : [];
        http.Response.ContentLength = document.Length;
        await http.Response.Body.WriteAsync(document, http.RequestAborted);
    }
}
