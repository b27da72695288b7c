using System.Net;

namespace S3MultipartUpload.AspNetCore.Options;

/// <summary>Origins, as browsers write them.</summary>
internal static class Origins
{
    /// <summary>Whether pages can come from where a server listens: every address at once (0.0.0.0, [::], *, +) is none.</summary>
    public static bool IsPageOrigin(string address) => IsOrigin(address)
        && !(IPAddress.TryParse(new Uri(address).Host.Trim('[', ']'), out IPAddress? host)
            && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)));

    public static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
