using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace S3MultipartUpload.Testing.Hosting;

/// <summary>Kestrel as an S3 endpoint needs it: loopback only, bodies of any size and speed, headers as S3 clients send them.</summary>
internal static class EndpointSettings
{
    public static void Apply(KestrelServerOptions kestrel, int port, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;

        // A key of 1,024 bytes may be sent as three times as many, beside a session token of several thousand.
        kestrel.Limits.MaxRequestLineSize = 32 << 10;
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 << 10;

        // S3 limits the size of an object's metadata, not the number of its entries.
        kestrel.Limits.MaxRequestHeaderCount = 4 << 10;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
        kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        });
    }
}
