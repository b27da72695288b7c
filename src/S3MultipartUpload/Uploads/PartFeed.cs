using S3MultipartUpload.Parts;

namespace S3MultipartUpload.Uploads;

/// <summary>The parts of a source, of which the first has been read.</summary>
/// <param name="First">That part.</param>
/// <param name="Rest">The parts behind it.</param>
/// <param name="Reading">Ends the reading, which can wait for a source for as long as it likes.</param>
internal sealed record PartFeed(PartContent First, IAsyncEnumerator<PartContent> Rest, CancellationTokenSource Reading);
