namespace S3MultipartUpload.Fleet.Work;

/// <summary>Work that is to be done later.</summary>
/// <param name="Item">What.</param>
/// <param name="Delay">When.</param>
internal sealed record NextWork(WorkItem Item, TimeSpan Delay);
