namespace S3MultipartUpload.AspNetCore.Options;

/// <summary>Origins, as browsers write them.</summary>
internal static class Origins
{
    public static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
