namespace S3MultipartUpload.Benchmarks.Browsers;

/// <summary>What an upload took that is stored, all of it.</summary>
/// <param name="WallSeconds">From the first request to the last answer, as the page sees it.</param>
/// <param name="BrowserSeconds">Processor time of all processes of the browser.</param>
/// <param name="ServerSeconds">Processor time of the application and the store.</param>
internal sealed record PageCost(double WallSeconds, double BrowserSeconds, double ServerSeconds);
