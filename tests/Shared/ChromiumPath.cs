namespace S3MultipartUpload.TestSupport;

/// <summary>Where the Chromium of this machine is.</summary>
internal static class ChromiumPath
{
    public const string HowToGet = "No Chromium is here: tests/servers/apt-install chromium, or name one in CHROMIUM.";

    private static readonly string[] Candidates = Environment.GetEnvironmentVariable("CHROMIUM") is { } path
        ? [path]
        : ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <returns>The one that <c>CHROMIUM</c> names, or else that of the system; null where it is not there.</returns>
    public static string? Find() => Candidates.FirstOrDefault(File.Exists);
}
