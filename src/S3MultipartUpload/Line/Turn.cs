namespace S3MultipartUpload.Line;

/// <summary>The turn of one request, which waits for it.</summary>
/// <param name="Share">The upload whose part it is; null for a request without a part's bytes.</param>
internal sealed record Turn(LineShare? Share)
{
    public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
