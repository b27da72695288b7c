namespace S3MultipartUpload;

/// <summary>How many uploads are done together.</summary>
public sealed record UploadManyOptions
{
    /// <summary>
    /// The most uploads that run at one time. Their parts share <see cref="S3MultipartUploadOptions.Concurrency"/>; more uploads than
    /// that keep the line full while some are being opened or completed.
    /// </summary>
    /// <value>
    /// Default: null, twice as many as the uploader sends parts at one time; 20 where it is another <see cref="IMultipartUploader"/>.
    /// From 1 to 10,000.
    /// </value>
    public int? MaxConcurrency { get; init; }

    /// <summary>What the failure of one upload means for the others.</summary>
    /// <value>Default: <see cref="UploadFailurePolicy.Continue"/>.</value>
    public UploadFailurePolicy FailurePolicy { get; init; }

    /// <summary>
    /// Told how far all of them are, one report at a time and in order; last when all have ended. A report that throws is logged and does
    /// not disturb the uploads.
    /// </summary>
    public IProgress<UploadManyProgress>? Progress { get; init; }

    /// <summary>The least time from one report of <see cref="Progress"/> to the next; the last one does not wait for it.</summary>
    /// <value>Default: 0.1 s. Zero for a report of every change.</value>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(0.1);
}
