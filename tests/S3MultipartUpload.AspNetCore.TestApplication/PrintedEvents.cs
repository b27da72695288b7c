namespace S3MultipartUpload.AspNetCore.TestApplication;

internal sealed class PrintedEvents(bool hangs) : IBrowserUploadEvents
{
    public Task OnCompletedAsync(BrowserUploadCompleted completed, CancellationToken cancellationToken)
    {
        Console.WriteLine($"completed {completed.Manifest.Key} {completed.IdempotencyKey}");
        return hangs ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
    }
}
