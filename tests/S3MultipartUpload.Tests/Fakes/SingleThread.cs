using System.Collections.Concurrent;

namespace S3MultipartUpload.Tests;

/// <summary>A context like that of a window: one thread, and all that is posted waits for it.</summary>
internal sealed class SingleThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    /// <summary>Runs it on a thread of its own, which has this context.</summary>
    public static Task RunAsync(Func<Task> action)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            var context = new SingleThread();
            SetSynchronizationContext(context);
            Task task = action();
            task.ContinueWith(_ => context._posted.CompleteAdding(), TaskScheduler.Default);
            foreach ((SendOrPostCallback callback, object? state) in context._posted.GetConsumingEnumerable())
            {
                callback(state);
            }

            end.SetFromTask(task);
        })
        { IsBackground = true };
        thread.Start();
        return end.Task;
    }
}
