namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>An uploader that takes part in the comparison.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>Does a job in this process, or in one that it starts, and measures that.</summary>
    Task<Measurement> MeasureAsync(UploadJob job, CancellationToken cancellationToken);
}
