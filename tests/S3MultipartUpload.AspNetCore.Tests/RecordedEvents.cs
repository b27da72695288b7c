using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>What the application was told.</summary>
internal sealed class RecordedEvents : IBrowserUploadEvents
{
    public ConcurrentQueue<BrowserUploadCompleted> Completed { get; } = [];

    public ConcurrentQueue<BrowserUploadAborted> Aborted { get; } = [];

    /// <summary>How many of the next calls fail.</summary>
    public int Failing { get; set; }

    public void AddTo(IServiceCollection services) => services.AddSingleton<IBrowserUploadEvents>(this);

    public Task OnCompletedAsync(BrowserUploadCompleted completed, CancellationToken cancellationToken)
    {
        Completed.Enqueue(completed);
        return Failing-- > 0 ? throw new InvalidOperationException("The application's own.") : Task.CompletedTask;
    }

    public Task OnAbortedAsync(BrowserUploadAborted aborted, CancellationToken cancellationToken)
    {
        Aborted.Enqueue(aborted);
        return Task.CompletedTask;
    }
}
